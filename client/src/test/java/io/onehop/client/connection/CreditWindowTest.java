package io.onehop.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import org.junit.jupiter.api.Test;

class CreditWindowTest {
    private final CreditWindow window = new CreditWindow();

    @Test
    void beginsWithOneCredit() {
        assertThat(window.take(1)).isZero();
        assertThat(window.take(1)).isEqualTo(-1);
    }

    @Test
    void takesAsManyMessageIdsAsCredits() {
        window.grant(20);
        assertThat(window.take(16)).isZero();
        assertThat(window.take(1)).isEqualTo(16);
        assertThat(window.take(1)).isEqualTo(17);
        assertThat(window.available()).isEqualTo(3);
    }

    @Test
    void doesNotTakePartOfACharge() {
        window.grant(3);
        assertThat(window.take(5)).isEqualTo(-1);
        assertThat(window.available()).isEqualTo(4);
    }

    @Test
    void holdsWhatIsAvailableAndWhatIsSpentOnTheUnanswered() {
        window.grant(9);
        window.take(4);
        assertThat(window.held()).isEqualTo(10);
        window.grant(4);
        window.settle(4);
        assertThat(window.held()).isEqualTo(10);
    }

    @Test
    void asksForWhatItSpendsAndForMoreUntilItHoldsEnough() {
        window.take(1);
        assertThat(window.ask(1)).isEqualTo(512);
        window.grant(511);
        assertThat(window.ask(16)).isEqualTo(16);
    }

    @Test
    void neverHoldsMoreThanTheLimit() {
        for (int i = 0; i < 10; i++) {
            window.grant(65_535);
        }
        assertThat(window.available()).isEqualTo(Limits.MAX_CREDITS);
    }

    @Test
    void chargesOneCreditForEach64KibBegun() {
        assertThat(CreditWindow.charge(0)).isEqualTo(1);
        assertThat(CreditWindow.charge(65_536)).isEqualTo(1);
        assertThat(CreditWindow.charge(65_537)).isEqualTo(2);
        assertThat(CreditWindow.charge(1 << 20)).isEqualTo(16);
    }

    @Test
    void refusesAChargeOfNothing() {
        assertThatThrownBy(() -> window.take(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
