package io.onehop.server.open;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.serve.Reply;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.NtStatus;
import org.junit.jupiter.api.Test;

class PendingReplyTest {
    private final PendingReply pending = new PendingReply();
    private final Reply.Pending reply = pending.reply();

    @Test
    void itEndsAtOnceWhileItOnlyWaits() {
        reply.cancel().run();
        assertThat(reply.future()).isCompletedWithValue(Reply.of(NtStatus.CANCELLED));
        assertThat(pending.begin()).as("nothing is done for it any more").isFalse();
    }

    @Test
    void aTryIsNotOvertakenByItsEnd() {
        assertThat(pending.begin()).isTrue();
        reply.cancel().run();
        assertThat(reply.future()).isNotDone();
        Reply done = Reply.of(new Lock.Response());
        assertThat(pending.complete(done)).isTrue();
        assertThat(reply.future()).as("it was done").isCompletedWithValue(done);
    }

    @Test
    void aTryThatCameToNothingIsTheLastOnceTheEndIsWanted() {
        assertThat(pending.begin()).isTrue();
        reply.cancel().run();
        pending.suspend();
        assertThat(reply.future()).isCompletedWithValue(Reply.of(NtStatus.CANCELLED));
        assertThat(pending.begin()).isFalse();
    }

    @Test
    void aTryThatCameToNothingIsFollowedByOthers() {
        assertThat(pending.begin()).isTrue();
        pending.suspend();
        assertThat(reply.future()).isNotDone();
        assertThat(pending.begin()).isTrue();
    }

    @Test
    void whatIsToBeDoneAtAnEarlyEndIsDoneOnce() {
        int[] times = new int[1];
        pending.onEarlyEnd(() -> times[0]++);
        assertThat(pending.end(NtStatus.CANCELLED)).isTrue();
        assertThat(pending.end(NtStatus.CANCELLED)).isFalse();
        assertThat(times[0]).isEqualTo(1);
    }
}
