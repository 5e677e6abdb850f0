package io.onehop.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.smb2.NetworkInterfaceInfo;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelPlanTest {
    private static final long FAST = 25_000_000_000L;
    private static final long SLOW = 1_000_000_000L;

    private static NetworkInterfaceInfo plain(int index, long speed, String address) {
        return new NetworkInterfaceInfo(index, 0, speed, InetAddress.ofLiteral(address));
    }

    private static NetworkInterfaceInfo spreading(int index, long speed, String address) {
        return new NetworkInterfaceInfo(
                index, NetworkInterfaceInfo.RSS_CAPABLE, speed, InetAddress.ofLiteral(address));
    }

    private static List<String> further(String connected, int most, NetworkInterfaceInfo... all) {
        return ChannelPlan.further(List.of(all), InetAddress.ofLiteral(connected), most).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    @Test
    void oneInterfaceThatDoesNotSpreadHasOneConnection() {
        assertThat(further("10.0.0.1", 4, plain(2, FAST, "10.0.0.1"))).isEmpty();
        assertThat(further("10.0.0.1", 4, plain(2, FAST, "10.0.0.1"), plain(2, FAST, "10.9.0.1")))
                .as("the same interface under another address")
                .isEmpty();
    }

    @Test
    void everyInterfaceHasOne() {
        assertThat(
                        further(
                                "10.2.0.1",
                                4,
                                plain(2, FAST, "10.1.0.1"),
                                plain(3, FAST, "10.2.0.1"),
                                plain(4, FAST, "fd00:0:0:0:0:0:0:3"),
                                plain(4, FAST, "10.3.0.1")))
                .containsExactly("10.1.0.1", "10.3.0.1");
    }

    @Test
    void slowerOnesAreLeftAlone() {
        assertThat(further("10.1.0.1", 4, plain(2, SLOW, "10.1.0.1"), plain(3, FAST, "10.2.0.1")))
                .as("from a slow one to the fast one")
                .containsExactly("10.2.0.1");
        assertThat(further("10.2.0.1", 4, plain(2, SLOW, "10.1.0.1"), plain(3, FAST, "10.2.0.1")))
                .isEmpty();
    }

    @Test
    void oneThatSpreadsHasSeveral() {
        assertThat(further("10.1.0.1", 4, spreading(2, SLOW, "10.1.0.1")))
                .containsExactly("10.1.0.1", "10.1.0.1", "10.1.0.1");
        assertThat(
                        further(
                                "10.1.0.1",
                                5,
                                spreading(2, SLOW, "10.1.0.1"),
                                spreading(3, SLOW, "10.2.0.1"),
                                plain(4, FAST, "10.3.0.1")))
                .containsExactly("10.2.0.1", "10.1.0.1", "10.2.0.1", "10.1.0.1");
    }

    @Test
    void thereAreNoMoreThanWanted() {
        assertThat(further("10.1.0.1", 1, spreading(2, SLOW, "10.1.0.1"))).isEmpty();
        assertThat(further("10.1.0.1", 0, spreading(2, SLOW, "10.1.0.1"))).isEmpty();
        assertThat(further("10.1.0.1", 2, spreading(2, SLOW, "10.1.0.1"))).hasSize(1);
    }

    @Test
    void aListThatDoesNotKnowTheConnectionIsNotFollowed() {
        assertThat(further("192.0.2.1", 4, spreading(2, SLOW, "10.1.0.1"))).isEmpty();
        assertThat(further("192.0.2.1", 4)).isEmpty();
    }

    @Test
    void whatHasNoIndexOrIsOfTheLinkOnlyIsLeftOut() {
        assertThat(
                        further(
                                "10.1.0.1",
                                4,
                                plain(2, FAST, "10.1.0.1"),
                                plain(0, FAST, "10.2.0.1"),
                                plain(3, FAST, "fe80::1")))
                .isEmpty();
    }
}
