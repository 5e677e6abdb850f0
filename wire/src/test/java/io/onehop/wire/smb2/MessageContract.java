package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.MalformedMessageException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for the codec of every command. */
abstract class MessageContract {
    private static final int ROUNDS = 200;

    /** Name of the captured messages' file; empty if nothing was captured. */
    abstract String captured();

    /** One message of each form with generated fields. */
    abstract List<Message> generate(Generator g);

    @Test
    void writesCapturedMessagesAsTheyCame() throws MalformedMessageException {
        if (captured().isEmpty()) {
            return;
        }
        for (Captured capture : Captured.of(captured())) {
            Message message = Message.decode(capture.bytes());
            assertThat(message.header().isResponse()).isNotEqualTo(capture.isRequest());
            byte[] came = Message.unsigned(capture.bytes());
            clearIgnored(message, came);
            assertSameButPadding(message.bytes(), came);
        }
    }

    /** Clears in a captured message what may have any value and is not kept. */
    void clearIgnored(Message message, byte[] captured) {
        if (message instanceof Message.Answered(Header h, ErrorResponse error)
                && error.equals(ErrorResponse.EMPTY)) {
            captured[captured.length - 1] = 0;
        }
    }

    @Test
    void readsGeneratedMessagesBack() throws MalformedMessageException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            for (Message message : generate(new Generator(seed))) {
                assertThat(Message.decode(message.bytes())).as("seed %d", seed).isEqualTo(message);
            }
        }
    }

    @Test
    void refusesEveryTruncation() throws MalformedMessageException {
        for (Message message : generate(new Generator(1))) {
            refusesTruncations(message);
        }
        if (!captured().isEmpty()) {
            for (Captured capture : Captured.of(captured())) {
                refusesTruncations(Message.decode(capture.bytes()));
            }
        }
    }

    /** What can be cut off unnoticed is less than 8 bytes of padding. */
    private static void refusesTruncations(Message message) throws MalformedMessageException {
        byte[] whole = message.bytes();
        for (int length = 0; length < whole.length; length++) {
            Message found;
            try {
                found = Message.decode(Arrays.copyOf(whole, length));
            } catch (MalformedMessageException expected) {
                continue;
            }
            assertThat(found).as("%d of %d bytes", length, whole.length).isEqualTo(message);
            assertThat(length).isGreaterThan(whole.length - 8);
        }
    }

    /** Zeros at the end may be more or fewer: senders differ in them. */
    static void assertSameButPadding(byte[] written, byte[] captured) {
        int common = Math.min(written.length, captured.length);
        assertThat(written).startsWith(Arrays.copyOf(captured, common));
        byte[] rest =
                written.length > captured.length
                        ? Arrays.copyOfRange(written, common, written.length)
                        : Arrays.copyOfRange(captured, common, captured.length);
        assertThat(rest).isEqualTo(new byte[rest.length]).hasSizeLessThan(8);
    }
}
