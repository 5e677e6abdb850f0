package io.onehop.node.demo.step;

import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import io.onehop.node.demo.NotSeenException;
import io.onehop.node.demo.Outcome;
import io.onehop.node.demo.Plan;
import io.onehop.node.demo.Stage;
import io.onehop.node.demo.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The file server name leads to all nodes. */
public final class NameResolved implements Step {
    @Override
    public String title() {
        return "The name SOFS1 is resolved by the DNS of the cluster";
    }

    @Override
    public Outcome run(Stage stage)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        Set<InetAddress> expected = new HashSet<>(stage.plan().allAddresses());
        boolean same = true;
        for (Plan.Place each : stage.plan().places()) {
            InetAddress server = InetAddress.ofLiteral(each.addresses().getFirst());
            List<InetAddress> found = stage.dns().ask(server, Plan.CLUSTER);
            same &= found.size() == expected.size() && expected.equals(new HashSet<>(found));
            stage.screen()
                    .detail(
                            each.name()
                                    + " says "
                                    + found.stream()
                                            .map(InetAddress::getHostAddress)
                                            .collect(Collectors.joining(", ")));
        }
        return Outcome.of(same, "every node names all " + expected.size() + " addresses");
    }
}
