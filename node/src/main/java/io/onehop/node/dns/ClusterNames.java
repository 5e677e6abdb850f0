package io.onehop.node.dns;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onehop.base.Limits;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.NodeState;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * The names that the cluster answers for in one of its states. Every name is a zone of its own, as
 * the domain around it belongs to others: nothing is denied that somebody else may know.
 */
final class ClusterNames {
    /** Records go stale at every move of a node in or out of service. */
    static final long TTL_SECONDS = 5;

    private static final int MAX_LABEL_BYTES = 63;
    private static final int MAX_NAME_SERVERS = 8;
    private static final long REFRESH_SECONDS = 60;
    private static final long EXPIRE_SECONDS = 3600;

    private final long version;
    private final Map<Name, List<InetAddress>> hosts = new HashMap<>();
    private final List<Name> nameServers = new ArrayList<>();

    private ClusterNames(long version) {
        this.version = version;
    }

    /** The names of a state; what cannot be a DNS name is left out. */
    static ClusterNames of(ClusterState state) {
        ClusterNames names = new ClusterNames(state.version());
        for (NodeState node : state.nodes().values()) {
            Name full = null;
            for (String domain : domains(state)) {
                Name name = name(node.name(), domain);
                if (name != null) {
                    names.hosts.put(name, addresses(List.of(node)));
                    full = name;
                }
            }
            if (full != null && node.inService() && names.nameServers.size() < MAX_NAME_SERVERS) {
                names.nameServers.add(full);
            }
        }
        List<NodeState> serving =
                state.nodes().values().stream().filter(NodeState::inService).toList();
        for (String domain : domains(state)) {
            Name name = name(state.fileServerName(), domain);
            if (state.exists() && name != null) {
                names.hosts.put(name, addresses(serving));
            }
        }
        return names;
    }

    /** The addresses of nodes in service: what clients of the file server name get. */
    static List<InetAddress> serviceAddresses(ClusterState state) {
        return addresses(state.nodes().values().stream().filter(NodeState::inService).toList());
    }

    /** The domains under which names are known; the last is the fullest. */
    private static List<String> domains(ClusterState state) {
        return state.dnsDomain().isEmpty() ? List.of("") : List.of("", state.dnsDomain());
    }

    /** The host in the domain, or null when that cannot be a DNS name. */
    static @Nullable Name name(String host, String domain) {
        // In wire form, as a name is one label whatever characters it has.
        byte[] label = host.getBytes(UTF_8);
        if (label.length == 0 || label.length > MAX_LABEL_BYTES) {
            return null;
        }
        byte[] wire = new byte[label.length + 2];
        wire[0] = (byte) label.length;
        System.arraycopy(label, 0, wire, 1, label.length);
        try {
            Name name = new Name(wire);
            return domain.isEmpty()
                    ? name
                    : Name.concatenate(name.relativize(Name.root), new Name(domain, Name.root));
        } catch (IOException e) {
            return null;
        }
    }

    private static List<InetAddress> addresses(List<NodeState> nodes) {
        SequencedSet<InetAddress> all = new LinkedHashSet<>();
        for (NodeState node : nodes) {
            for (String text : node.clientAddresses()) {
                if (all.size() < Limits.MAX_DNS_ADDRESSES) {
                    all.add(InetAddress.ofLiteral(text));
                }
            }
        }
        return List.copyOf(all);
    }

    long version() {
        return version;
    }

    /** The name of ours that is this one or above it, or null. */
    @Nullable Name zoneOf(Name name) {
        for (int skipped = 0; skipped < name.labels(); skipped++) {
            Name candidate = skipped == 0 ? name : new Name(name, skipped);
            if (hosts.containsKey(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** The records of a type at a name of ours; empty when it has none. */
    List<Record> records(Name name, int type) {
        List<Record> records = new ArrayList<>();
        if (type == Type.A || type == Type.AAAA || type == Type.ANY) {
            for (InetAddress address : hosts.getOrDefault(name, List.of())) {
                boolean four = address instanceof Inet4Address;
                if (type == Type.ANY || (type == Type.A) == four) {
                    records.add(
                            four
                                    ? new ARecord(name, DClass.IN, TTL_SECONDS, address)
                                    : new AAAARecord(name, DClass.IN, TTL_SECONDS, address));
                }
            }
        } else if (type == Type.SOA) {
            records.add(authority(name));
        } else if (type == Type.NS) {
            for (Name server : nameServers) {
                records.add(new NSRecord(name, DClass.IN, TTL_SECONDS, server));
            }
        }
        return records;
    }

    /** The start of authority of a name of ours. */
    Record authority(Name zone) {
        Name primary = nameServers.isEmpty() ? zone : nameServers.getFirst();
        return new SOARecord(
                zone,
                DClass.IN,
                TTL_SECONDS,
                primary,
                zone,
                version & 0xffff_ffffL,
                REFRESH_SECONDS,
                TTL_SECONDS,
                EXPIRE_SECONDS,
                TTL_SECONDS);
    }
}
