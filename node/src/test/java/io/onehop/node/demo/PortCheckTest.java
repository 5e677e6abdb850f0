package io.onehop.node.demo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.node.cli.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortCheckTest {
    @Test
    void namesThePortThatIsTaken() throws CliException, IOException {
        InetAddress address = InetAddress.ofLiteral("127.0.3.77");
        try (ServerSocket taken = new ServerSocket(0, 1, address)) {
            int port = taken.getLocalPort();
            Plan plan = Plan.of(List.of("127.0.3.77", "127.0.3.78", "127.0.3.79"), port, "secret");
            assertThatThrownBy(() -> PortCheck.check(plan))
                    .isInstanceOf(CliException.class)
                    .hasMessageStartingWith(
                            "port " + port + " of 127.0.3.77 is taken by another program");
        }
    }

    @Test
    void saysThatAnAddressIsNotOfThisMachine() throws CliException {
        Plan plan = Plan.of(List.of("192.0.2.1", "192.0.2.2", "192.0.2.3"), 40_445, "secret");
        assertThatThrownBy(() -> PortCheck.check(plan))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("port 40445 of 192.0.2.1 cannot be had")
                .hasMessageContaining("addresses of this machine");
    }
}
