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
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Write;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Requests that are sent again. [MS-SMB2] 3.3.5.2.10, 3.3.5.9, 3.3.5.9.10 */
class ReplayTest extends TwoClients {
    private static final UUID GUID = new UUID(1, 2);
    private static final UUID KEY = new UUID(3, 4);

    private static Opening named(Client client, String file) {
        return client.opening(file)
                .disposition(Create.FILE_OPEN_IF)
                .context(new CreateContext.DurableHandleRequestV2(0, 0, GUID));
    }

    private static Opening again(Client client, String file) {
        return named(client, file).flags(Header.FLAGS_REPLAY_OPERATION);
    }

    private static NtStatus write(Client client, FileId id, int sequence, int flags) {
        ByteBuffer data = ByteBuffer.wrap(new byte[] {1});
        return statusOf(
                client.send(new Write.Request(data, 0, id, Read.Channel.NONE, 0), sequence, flags));
    }

    @Test
    void aCreateThatIsSentAgainIsAnsweredAgain() {
        Create.Response first = named(a, "f").oplock(OplockBreak.LEVEL_BATCH).response();
        assertThat(first.createAction()).isEqualTo(Create.FILE_CREATED);
        Create.Response second = again(a, "f").oplock(OplockBreak.LEVEL_BATCH).response();
        assertThat(second.fileId()).isEqualTo(first.fileId());
        assertThat(second.createAction()).isEqualTo(Create.FILE_CREATED);
        assertThat(second.contexts()).isEqualTo(first.contexts()).isNotEmpty();
        assertThat(a.session.opens()).hasSize(1);
        assertThat(a.breaks).isEmpty();
    }

    @Test
    void oneWithoutDurabilityIsAnsweredAgainToo() {
        Create.Response first = named(a, "f").response();
        assertThat(first.contexts()).isEmpty();
        assertThat(again(a, "f").response().fileId()).isEqualTo(first.fileId());
    }

    @Test
    void whoAsksAgainForLessIsToldLess() {
        named(a, "f").oplock(OplockBreak.LEVEL_BATCH).id();
        Create.Response less = again(a, "f").response();
        assertThat(less.oplockLevel()).isEqualTo(OplockBreak.LEVEL_NONE);
        assertThat(less.contexts()).isEmpty();
        assertThat(again(a, "f").oplock(OplockBreak.LEVEL_BATCH).response().oplockLevel())
                .isEqualTo(OplockBreak.LEVEL_BATCH);
    }

    @Test
    void aNameIsUsedOnceOnly() {
        named(a, "f").id();
        assertThat(named(a, "f").status()).isEqualTo(NtStatus.DUPLICATE_OBJECTID);
        assertThat(named(b, "f").status()).as("another client's name").isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void anOpenThatWasUsedIsNotGivenOnceMore() {
        FileId id = named(a, "f").id();
        assertThat(a.write(id, 0, "x")).isEqualTo(NtStatus.SUCCESS);
        assertThat(again(a, "f").id()).isNotEqualTo(id);
    }

    @Test
    void anOpenThatWasClosedIsNotGivenOnceMore() {
        FileId id = named(a, "f").id();
        a.close(id);
        assertThat(again(a, "f").id()).isNotEqualTo(id);
    }

    @Test
    void itIsAnsweredToItsOwnSessionOnly() {
        named(a, "f").oplock(OplockBreak.LEVEL_BATCH).id();
        assertThat(again(a.again(), "f").oplock(OplockBreak.LEVEL_BATCH).status())
                .isEqualTo(NtStatus.DUPLICATE_OBJECTID);
    }

    @Test
    void aSessionThatIsRelayedAnewFindsWhatItMade() {
        FileId id = named(a, "f").oplock(OplockBreak.LEVEL_BATCH).id();
        Client anew = a.relayedAnew();
        Reply waiting = again(anew, "f").oplock(OplockBreak.LEVEL_BATCH).send();
        assertThat(a.cutOff).isTrue();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        a.disconnect();
        Create.Response response = created(end(waiting));
        assertThat(response.fileId().persistentId()).isEqualTo(id.persistentId());
        assertThat(response.createAction()).isEqualTo(Create.FILE_CREATED);
        assertThat(anew.write(response.fileId(), 0, "x")).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void aLeaseMustBeTheSame() {
        CreateContext lease = new CreateContext.LeaseV2(KEY, 7, 0, new UUID(0, 0), 0);
        CreateContext other = new CreateContext.LeaseV2(new UUID(9, 9), 7, 0, new UUID(0, 0), 0);
        int level = OplockBreak.LEVEL_LEASE;
        FileId id = named(a, "f").oplock(level).context(lease).id();
        assertThat(again(a, "f").oplock(level).context(other).status())
                .isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(again(a, "f").status()).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(again(a, "f").oplock(level).context(lease).id()).isEqualTo(id);
    }

    @Test
    void aCreateThatWaitsForCachesOfOthersIsRefusedWhenItIsSentAgain() {
        FileId batch = b.opening("f").disposition(Create.FILE_CREATE).oplock(9).id();
        Reply waiting = named(a, "f").send();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        assertThat(again(a, "f").status()).isEqualTo(NtStatus.ACCESS_DENIED);
        b.close(batch);
        assertThat(again(a, "f").id()).isEqualTo(created(end(waiting)).fileId());
    }

    @Test
    void aCreateThatWasCancelledIsForgotten() {
        b.opening("f").disposition(Create.FILE_CREATE).oplock(9).id();
        Reply waiting = named(a, "f").send();
        ((Reply.Pending) waiting).cancel().run();
        assertThat(statusOf(again(a, "f").send())).isEqualTo(NtStatus.PENDING);
    }

    @Test
    void aCreateThatCanBeSentAgainOutlivesItsConnection() {
        FileId batch = b.opening("f").disposition(Create.FILE_CREATE).oplock(9).id();
        Reply.Pending waiting = (Reply.Pending) named(a, "f").send();
        waiting.lost().run();
        assertThat(again(a, "f").status()).isEqualTo(NtStatus.ACCESS_DENIED);
        b.close(batch);
        assertThat(again(a, "f").id()).isEqualTo(created(end(waiting)).fileId());
    }

    @Test
    void aCreateThatCannotBeSentAgainEndsWithItsConnection() {
        b.opening("f").disposition(Create.FILE_CREATE).oplock(9).id();
        Reply.Pending waiting = (Reply.Pending) a.opening("f").send();
        waiting.lost().run();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.CANCELLED);
    }

    @Test
    void aCreateThatShareModesMayRefuseIsTriedOnItsOwn() {
        CreateContext lease = new CreateContext.LeaseV2(KEY, 7, 0, new UUID(0, 0), 0);
        FileId id =
                b.opening("f")
                        .disposition(Create.FILE_CREATE)
                        .share(0)
                        .oplock(OplockBreak.LEVEL_LEASE)
                        .context(lease)
                        .id();
        Reply first = named(a, "f").share(0).send();
        Reply second = again(a, "f").share(0).send();
        assertThat(statusOf(first)).isEqualTo(NtStatus.PENDING);
        assertThat(statusOf(second)).isEqualTo(NtStatus.PENDING);
        b.close(id);
        assertThat(statusOf(first)).isEqualTo(NtStatus.SUCCESS);
        assertThat(statusOf(second)).isEqualTo(NtStatus.SHARING_VIOLATION);
    }

    @Test
    void aChangeByAChannelThatWasGivenUpIsNotMade() {
        FileId id = named(a, "f").id();
        assertThat(write(a, id, 0, 0)).isEqualTo(NtStatus.SUCCESS);
        assertThat(write(a, id, 1, Header.FLAGS_REPLAY_OPERATION)).isEqualTo(NtStatus.SUCCESS);
        assertThat(write(a, id, 0, 0)).isEqualTo(NtStatus.FILE_NOT_AVAILABLE);
        Read.Request read = new Read.Request(0, 0, 1, 0, id, 0, Read.Channel.NONE);
        assertThat(statusOf(a.send(read, 0, 0))).as("no change").isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void theSequenceBeginsWithTheCreate() {
        FileId id = named(a, "f").sequence(5).id();
        assertThat(write(a, id, 4, 0)).isEqualTo(NtStatus.FILE_NOT_AVAILABLE);
        assertThat(write(a, id, 5, 0)).isEqualTo(NtStatus.SUCCESS);
    }
}
