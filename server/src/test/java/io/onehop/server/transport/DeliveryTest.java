package io.onehop.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.transport.Delivery.Verdict;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private final Delivery delivery = new Delivery();

    private Verdict last(boolean sentAgain) {
        Verdict verdict = Verdict.UNKNOWN;
        while (verdict == Verdict.UNKNOWN) {
            verdict = delivery.open(true, sentAgain);
        }
        return verdict;
    }

    @Test
    void whatIsAcknowledgedIsTaken() {
        assertThat(delivery.open(true, true)).isEqualTo(Verdict.UNKNOWN);
        assertThat(delivery.open(false, false)).isEqualTo(Verdict.TAKEN);
    }

    @Test
    void whatHadToBeSentAgainForLongIsLost() {
        assertThat(last(true)).isEqualTo(Verdict.LOST);
    }

    @Test
    void aBusyConnectionIsNotStalled() {
        assertThat(last(false)).isEqualTo(Verdict.TAKEN);
    }

    @Test
    void whatWasNotSeenToBeTakenIsLostWithTheConnection() {
        assertThat(delivery.open(true, false)).isEqualTo(Verdict.UNKNOWN);
        assertThat(delivery.closed()).isEqualTo(Verdict.LOST);
    }
}
