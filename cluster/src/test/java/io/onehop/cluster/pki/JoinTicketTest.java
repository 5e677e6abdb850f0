package io.onehop.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.cluster.state.JoinToken;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JoinTicketTest {
    private static final String FINGERPRINT = "A".repeat(43);

    @Test
    void survivesItsTextForm() {
        JoinTicket ticket = JoinTicket.create("127.0.0.11", 8445, FINGERPRINT);
        assertThat(JoinTicket.parse(" " + ticket.text() + "\n")).isEqualTo(ticket);
        assertThat(ticket.text()).startsWith("onehop-join:127.0.0.11:8445:");
    }

    @Test
    void survivesItsTextFormWithAnIpv6Address() {
        JoinTicket ticket = JoinTicket.create("fd00::1:2", 8445, FINGERPRINT);
        assertThat(JoinTicket.parse(ticket.text())).isEqualTo(ticket);
    }

    @Test
    void refusesEveryCutOfItsText() {
        String text = JoinTicket.create("127.0.0.11", 8445, FINGERPRINT).text();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> JoinTicket.parse(cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cluster token");
        }
    }

    @Test
    void tokenKeepsOnlyTheHashOfTheSecret() {
        JoinTicket ticket = JoinTicket.create("127.0.0.11", 8445, FINGERPRINT);
        JoinToken token = ticket.token(Instant.ofEpochSecond(1000));
        assertThat(token.expiresAtEpochSeconds()).isEqualTo(4600);
        assertThat(token.secretHash()).doesNotContain(ticket.secret()).hasSize(64);
        assertThat(JoinTicket.matches(token, ticket.secret())).isTrue();
        assertThat(JoinTicket.matches(token, ticket.secret() + "x")).isFalse();
        assertThat(ticket.toString()).doesNotContain(ticket.secret());
    }
}
