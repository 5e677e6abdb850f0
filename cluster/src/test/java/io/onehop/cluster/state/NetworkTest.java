package io.onehop.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "10.11.12.13/8, 10.0.0.0/8",
        "10.11.12.13/12, 10.0.0.0/12",
        "10.11.12.13, 10.11.12.13/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "fd00::1:2/64, fd00::/64",
        "FD00:0:0:1::/64, fd00::1:0:0:0:0/64",
        "::1, ::1/128",
        "::/0, ::/0",
        "::ffff:10.0.0.1, 10.0.0.1/32",
    })
    void isWrittenInOneWay(String text, String canonical) {
        assertThat(Network.of(text)).hasToString(canonical);
        assertThat(Network.of(canonical)).isEqualTo(Network.of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0/8",
                "a",
                "::/129"
            })
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.of(text))
                .withMessageContaining("'" + text + "' is not a network");
    }

    @Test
    void containsWhatBeginsWithItsBits() {
        Network network = Network.of("10.16.0.0/12");
        assertThat(network.contains(InetAddress.ofLiteral("10.16.0.0"))).isTrue();
        assertThat(network.contains(InetAddress.ofLiteral("10.31.255.255"))).isTrue();
        assertThat(network.contains(InetAddress.ofLiteral("10.32.0.0"))).isFalse();
        assertThat(network.contains(InetAddress.ofLiteral("10.15.255.255"))).isFalse();
        assertThat(network.contains(InetAddress.ofLiteral("a10::"))).isFalse();
        assertThat(Network.of("::/0").contains(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
        assertThat(Network.of("fd00::/8").contains(InetAddress.ofLiteral("fdff::1"))).isTrue();
    }
}
