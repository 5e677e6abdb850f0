package io.onehop.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.TimeSource;
import io.onehop.cluster.state.Constraint;
import io.onehop.server.HostInterfaces.Nic;
import io.onehop.wire.smb2.NetworkInterfaceInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalInterfacesTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("10.0.0.7");

    @TempDir Path kernel;
    private final FakeCluster cluster = new FakeCluster();

    private void nic(String name, String speed, int queues) throws IOException {
        for (int i = 0; i < queues; i++) {
            Files.createDirectories(kernel.resolve(name).resolve("queues").resolve("rx-" + i));
        }
        Files.writeString(kernel.resolve(name).resolve("speed"), speed);
    }

    @Test
    void speedAndQueuesAreTheKernels() throws IOException {
        nic("eth0", "25000\n", 8);
        nic("eth1", "10000\n", 1);
        nic("eth2", "-1\n", 1);
        HostInterfaces host = new HostInterfaces(kernel);
        assertThat(host.described(2, "eth0")).isEqualTo(new Nic(2, "eth0", 25_000_000_000L, true));
        assertThat(host.described(3, "eth1")).isEqualTo(new Nic(3, "eth1", 10_000_000_000L, false));
        assertThat(host.described(4, "eth2")).isEqualTo(new Nic(4, "eth2", 1_000_000_000L, false));
        assertThat(host.described(5, "gone")).isEqualTo(new Nic(5, "gone", 1_000_000_000L, false));
    }

    @Test
    void whatLiesUponAnotherReceivesByItsQueues() throws IOException {
        nic("eth0", "25000", 8);
        nic("bond0", "50000", 1);
        nic("bond0.7", "50000", 1);
        Files.createSymbolicLink(kernel.resolve("bond0/lower_eth0"), kernel.resolve("eth0"));
        Files.createSymbolicLink(kernel.resolve("bond0.7/lower_bond0"), kernel.resolve("bond0"));
        HostInterfaces host = new HostInterfaces(kernel);
        assertThat(host.described(9, "bond0.7"))
                .isEqualTo(new Nic(9, "bond0.7", 50_000_000_000L, true));
        Files.createSymbolicLink(kernel.resolve("eth0/lower_round"), kernel.resolve("bond0"));
        nic("dummy", "1", 1);
        Files.createSymbolicLink(kernel.resolve("dummy/lower_dummy"), kernel.resolve("dummy"));
        assertThat(host.described(9, "dummy").spreads()).as("in a circle").isFalse();
    }

    @Test
    void listsEveryAddressWithItsInterface() throws IOException {
        int loopback =
                NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getIndex();
        nic("lo", "40000", 2);
        cluster.addresses("127.0.0.1", "127.9.8.7", "192.0.2.77");
        assertThat(interfaces().apply(CLIENT))
                .as("without the one that no interface has")
                .containsExactly(info(loopback, "127.0.0.1"), info(loopback, "127.9.8.7"));
    }

    private static NetworkInterfaceInfo info(int index, String address) {
        return new NetworkInterfaceInfo(
                index,
                NetworkInterfaceInfo.RSS_CAPABLE,
                40_000_000_000L,
                InetAddress.ofLiteral(address));
    }

    private LocalInterfaces interfaces() {
        return new LocalInterfaces(cluster, new HostInterfaces(kernel), TimeSource.SYSTEM);
    }

    private List<String> seenBy(String client) {
        return interfaces().apply(InetAddress.ofLiteral(client)).stream()
                .map(i -> i.address().getHostAddress())
                .toList();
    }

    @Test
    void leavesOutWhatAClientMayNotUse() throws SocketException {
        String name = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
        cluster.addresses("127.1.0.1", "127.2.0.1");
        cluster.constrain(new Constraint("10.1.0.0/16", List.of("127.1.0.0/16")));
        cluster.constrain(new Constraint("10.2.0.0/16", List.of(name)));
        cluster.constrain(new Constraint("10.3.0.0/16", List.of("eth77")));
        assertThat(seenBy("10.1.2.3")).containsExactly("127.1.0.1");
        assertThat(seenBy("10.2.2.3")).containsExactly("127.1.0.1", "127.2.0.1");
        assertThat(seenBy("10.3.2.3")).isEmpty();
        assertThat(seenBy("10.4.2.3")).containsExactly("127.1.0.1", "127.2.0.1");
    }

    @Test
    void asksTheKernelAgainOnlyWhenItsAnswerIsOld() throws IOException {
        long[] now = {0};
        cluster.addresses("127.0.0.1");
        nic("lo", "1000", 1);
        LocalInterfaces interfaces =
                new LocalInterfaces(
                        cluster,
                        new HostInterfaces(kernel),
                        new TimeSource() {
                            @Override
                            public long nanos() {
                                return now[0];
                            }

                            @Override
                            public Instant now() {
                                return Instant.EPOCH;
                            }
                        });
        assertThat(interfaces.apply(CLIENT).getFirst().linkSpeed()).isEqualTo(1_000_000_000L);
        nic("lo", "2000", 1);
        assertThat(interfaces.apply(CLIENT).getFirst().linkSpeed()).isEqualTo(1_000_000_000L);
        now[0] += 6_000_000_000L;
        assertThat(interfaces.apply(CLIENT).getFirst().linkSpeed()).isEqualTo(2_000_000_000L);
        nic("lo", "3000", 1);
        cluster.addresses("127.0.0.2");
        assertThat(interfaces.apply(CLIENT).getFirst().linkSpeed()).isEqualTo(3_000_000_000L);
    }
}
