package io.onehop.trials.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The judge of histories must see what is wrong and accept what is right. */
class RegisterTest {
    private final Register register = new Register(3);

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            register.acknowledged(register.nextValue());
        }
    }

    @Test
    void acceptsTheLastAcknowledgedValue() {
        write(5);
        register.read(register.block(5), register.floor(), "test");
        assertThat(register.violation()).isNull();
    }

    @Test
    void acceptsAValueInDoubtOrTheOneBefore() {
        write(5);
        long inDoubt = register.nextValue();
        long floor = register.floor();
        register.read(register.block(inDoubt), floor, "test");
        register.read(register.block(5), floor, "test");
        assertThat(register.violation()).isNull();
    }

    @Test
    void seesALostWrite() {
        write(5);
        register.read(register.block(4), register.floor(), "test");
        assertThat(register.violation()).contains("stale or lost: 4 after 5");
    }

    @Test
    void seesAValueThatWasNeverWritten() {
        write(5);
        register.read(register.block(6), register.floor(), "test");
        assertThat(register.violation()).contains("never written");
    }

    @Test
    void seesATornBlockWhenNobodyWrites() {
        write(5);
        ByteBuffer torn = register.block(5).putLong(0, 4);
        register.read(torn, register.floor(), "test");
        assertThat(register.violation()).contains("torn");
    }

    @Test
    void seesAnEmptyFile() {
        write(1);
        register.read(ByteBuffer.allocate(0), register.floor(), "test");
        assertThat(register.violation()).contains("short");
    }
}
