package io.onehop.node.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.cluster.state.Ports;
import io.onehop.node.cli.CliException;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final List<String> THREE = List.of("127.0.3.1", "127.0.3.2", "127.0.3.3");

    @Test
    void takesStandardPortsAndMakesAPassword() throws CliException {
        Plan plan = Plan.of(THREE, null, null);
        assertThat(plan.ports()).isEqualTo(Ports.DEFAULTS);
        assertThat(plan.password()).matches("[A-Za-z0-9]{16}");
        assertThat(Plan.of(THREE, null, null).password()).isNotEqualTo(plan.password());
    }

    @Test
    void takesSeveralAddressesForEachNode() throws CliException {
        Plan plan =
                Plan.of(List.of("127.0.3.1+127.0.4.1", "127.0.3.2", "127.0.3.3"), 20_000, "secret");
        assertThat(plan.ports().smb()).isEqualTo(20_000);
        assertThat(plan.password()).isEqualTo("secret");
        assertThat(plan.places()).extracting(Plan.Place::name).containsExactly("fs1", "fs2", "fs3");
        assertThat(plan.allAddresses()).hasSize(4);
        assertThat(plan.nodeAt(InetAddress.ofLiteral("127.0.4.1"))).isEqualTo("fs1");
        assertThat(plan.nodeAt(InetAddress.ofLiteral("127.0.9.9"))).isEqualTo("127.0.9.9");
    }

    @Test
    void refusesWhatCannotBeACluster() {
        refuses(List.of("127.0.3.1", "127.0.3.2"), null, "3 groups");
        refuses(List.of("127.0.3.1", "127.0.3.2", "127.0.3.1"), null, "given twice");
        refuses(List.of("127.0.3.1", "127.0.3.2", "fs3"), null, "is not an IP address");
        refuses(List.of("127.0.3.1", "127.0.3.2", "0.0.0.0"), null, "can connect to");
        refuses(List.of("127.0.3.1", "127.0.3.2", "127.0.3.3+"), null, "is not an IP address");
        refuses(THREE, 65_530, "--port-base is 1 to 65529");
    }

    private static void refuses(List<String> addresses, @Nullable Integer base, String why) {
        assertThatThrownBy(() -> Plan.of(addresses, base, null))
                .isInstanceOf(CliException.class)
                .hasMessageContaining(why);
    }
}
