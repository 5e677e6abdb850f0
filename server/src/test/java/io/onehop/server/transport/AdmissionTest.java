package io.onehop.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final InetAddress A = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress B = InetAddress.ofLiteral("192.0.2.2");

    @Test
    void limitsStrangersByAddress() {
        Admission admission = new Admission(100, 2);
        assertThat(admission.admit(A)).isTrue();
        assertThat(admission.admit(A)).isTrue();
        assertThat(admission.admit(A)).isFalse();
        assertThat(admission.admit(B)).isTrue();
        admission.authenticated(A);
        assertThat(admission.admit(A)).isTrue();
        admission.closed(A, false);
        assertThat(admission.admit(A)).isTrue();
        assertThat(admission.connections()).isEqualTo(4);
    }

    @Test
    void limitsAllConnectionsTogether() {
        Admission admission = new Admission(2, 10);
        assertThat(admission.admit(A)).isTrue();
        assertThat(admission.admit(B)).isTrue();
        admission.authenticated(A);
        assertThat(admission.admit(B)).isFalse();
        admission.closed(A, true);
        assertThat(admission.admit(B)).isTrue();
    }
}
