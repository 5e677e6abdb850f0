package io.onehop.server.handler;

import static io.onehop.server.handler.ServedFixture.created;
import static io.onehop.server.handler.ServedFixture.end;
import static io.onehop.server.handler.ServedFixture.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.server.handler.ServedFixture.Opening;
import io.onehop.server.serve.Reply;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Others, while what a session has open is not closed yet though its client is gone. */
class EndingSessionTest extends TwoClients {
    private static final int RH = 3;

    @Test
    void whoIsKeptOutByItWaitsForItsEnd() {
        a.opening("f").share(0).disposition(Create.FILE_CREATE).id();
        assertThat(b.opening("f").status()).isEqualTo(NtStatus.SHARING_VIOLATION);
        a.session.end();
        Reply waiting = b.opening("f").send();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        a.disconnect();
        created(end(waiting));
    }

    @Test
    void aCachedHandleGivesWayAtItsEnd() {
        a.opening("f")
                .share(0)
                .disposition(Create.FILE_CREATE)
                .oplock(OplockBreak.LEVEL_LEASE)
                .context(new CreateContext.LeaseV2(new UUID(3, 4), RH, 0, new UUID(0, 0), 4))
                .context(new CreateContext.DurableHandleRequest())
                .id();
        a.connected = false;
        a.session.end();
        Reply waiting = b.opening("f").send();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        a.disconnect();
        created(end(waiting));
        assertThat(fixture.volume.openList()).hasSize(1);
    }

    @Test
    void aClientThatCannotBeToldIsWaitedFor() {
        a.opening("f").disposition(Create.FILE_CREATE).oplock(OplockBreak.LEVEL_BATCH).id();
        a.connected = false;
        Opening batch = b.opening("f").oplock(OplockBreak.LEVEL_BATCH);
        Reply waiting = batch.send();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        a.disconnect();
        assertThat(created(end(waiting)).oplockLevel()).isEqualTo(OplockBreak.LEVEL_BATCH);
    }

    @Test
    void whoIsBackSoonerWaitsForItsEnd() {
        FileId id =
                a.opening("f")
                        .disposition(Create.FILE_CREATE)
                        .oplock(OplockBreak.LEVEL_BATCH)
                        .context(new CreateContext.DurableHandleRequest())
                        .id();
        a.session.end();
        Client back = a.again();
        Reply waiting =
                back.opening("f")
                        .access(0)
                        .context(new CreateContext.DurableHandleReconnect(id))
                        .send();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        a.disconnect();
        FileId now = created(end(waiting)).fileId();
        assertThat(back.write(now, 0, "x")).isEqualTo(NtStatus.SUCCESS);
    }
}
