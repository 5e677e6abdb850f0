package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockTest extends MessageContract {
    @Override
    String captured() {
        return "lock";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(
                        new Lock.Request(
                                g.i32(),
                                g.fileId(),
                                g.list(5, () -> new Lock.Element(g.i64(), g.i64(), g.i32())))),
                Message.of(Command.LOCK, NtStatus.SUCCESS, new Lock.Response()));
    }

    @Test
    void splitsTheSequenceIntoNumberAndIndex() {
        Lock.Request request = new Lock.Request(0x0000_0405, FileId.ANY, List.of());
        assertThat(request.lockSequenceNumber()).isEqualTo(5);
        assertThat(request.lockSequenceIndex()).isEqualTo(0x40);
    }

    @Test
    void refusesMoreLocksThanTheLimit() {
        List<Lock.Element> locks =
                Collections.nCopies(Limits.MAX_LOCKS_PER_REQUEST + 1, new Lock.Element(0, 1, 0));
        Message message = Message.of(new Lock.Request(0, FileId.ANY, locks));
        assertThatThrownBy(() -> Message.decode(message.bytes()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("locks");
    }
}
