package io.onehop.node.demo;

import io.onehop.client.NameResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks the cluster's own DNS: its nodes in turn, until one answers. Thread safe. */
public final class ClusterDns implements NameResolver {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Plan plan;

    ClusterDns(Plan plan) {
        this.plan = plan;
    }

    @Override
    public List<InetAddress> resolve(String name) throws IOException {
        IOException last = new IOException("there is no server to ask");
        for (InetAddress server : plan.allAddresses()) {
            try {
                return ask(server, name);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /** What one node says. */
    public List<InetAddress> ask(InetAddress server, String name) throws IOException {
        SimpleResolver resolver =
                new SimpleResolver(new InetSocketAddress(server, plan.ports().dns()));
        resolver.setTimeout(PATIENCE);
        List<InetAddress> all = new ArrayList<>();
        for (int type : new int[] {Type.A, Type.AAAA}) {
            Message answer = resolver.send(Message.newQuery(question(name, type)));
            for (Record each : answer.getSection(Section.ANSWER)) {
                if (each instanceof ARecord a) {
                    all.add(a.getAddress());
                } else if (each instanceof AAAARecord a) {
                    all.add(a.getAddress());
                }
            }
        }
        return all;
    }

    private static Record question(String name, int type) throws TextParseException {
        return Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN);
    }
}
