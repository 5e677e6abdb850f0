package io.onehop.server.handler;

import static io.onehop.server.handler.ServedFixture.created;
import static io.onehop.server.handler.ServedFixture.end;
import static io.onehop.server.handler.ServedFixture.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import io.onehop.cluster.state.ShareState;
import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.server.handler.ServedFixture.Opening;
import io.onehop.server.serve.Reply;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CachingTest extends TwoClients {
    private static final int RWH = 7;
    private static final int RH = 3;

    private static Opening leased(Client client, String name, UUID key, int state) {
        return client.opening(name)
                .disposition(Create.FILE_OPEN_IF)
                .oplock(OplockBreak.LEVEL_LEASE)
                .context(new CreateContext.LeaseV2(key, state, 0, new UUID(0, 0), 4));
    }

    private static CreateContext.LeaseV2 leaseOf(Create.Response response) {
        return (CreateContext.LeaseV2) response.contexts().getFirst();
    }

    @Test
    void anOpenWaitsForABatchOplockToBeAcknowledged() {
        Create.Response batch =
                a.opening("f")
                        .disposition(Create.FILE_CREATE)
                        .oplock(OplockBreak.LEVEL_BATCH)
                        .response();
        assertThat(batch.oplockLevel()).isEqualTo(OplockBreak.LEVEL_BATCH);
        Reply waiting = b.opening("f").oplock(OplockBreak.LEVEL_BATCH).send();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        assertThat(a.breaks)
                .containsExactly(
                        new OplockBreak.Notification(OplockBreak.LEVEL_II, batch.fileId()));
        Reply heard = a.send(new OplockBreak.Acknowledgment(OplockBreak.LEVEL_II, batch.fileId()));
        assertThat(heard)
                .isEqualTo(
                        Reply.of(new OplockBreak.Response(OplockBreak.LEVEL_II, batch.fileId())));
        assertThat(created(end(waiting)).oplockLevel()).isEqualTo(OplockBreak.LEVEL_II);
        assertThat(a.write(batch.fileId(), 0, "x")).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.breaks).as("its own level II goes too").hasSize(2);
        assertThat(b.breaks).hasSize(1);
    }

    @Test
    void aCloseIsAnAnswerToo() {
        FileId exclusive =
                a.opening("f")
                        .disposition(Create.FILE_CREATE)
                        .oplock(OplockBreak.LEVEL_EXCLUSIVE)
                        .id();
        Reply waiting = b.opening("f").send();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        a.close(exclusive);
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForLongerThanTheTimeout() {
        a.opening("f").disposition(Create.FILE_CREATE).oplock(OplockBreak.LEVEL_BATCH).id();
        Reply waiting = b.opening("f").send();
        fixture.advance(Limits.BREAK_TIMEOUT_NANOS - 1);
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        fixture.advance(1);
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void aCancelledOpenLeavesNothing() {
        FileId batch =
                a.opening("f").disposition(Create.FILE_CREATE).oplock(OplockBreak.LEVEL_BATCH).id();
        Reply waiting = b.opening("f").share(0).send();
        ((Reply.Pending) waiting).cancel().run();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.CANCELLED);
        a.close(batch);
        assertThat(b.session.opens()).isEmpty();
        assertThat(a.opening("f").share(0).status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void aLeaseIsSharedByItsClientsOpensAndBrokenForOthers() {
        UUID key = UUID.randomUUID();
        Create.Response first = leased(a, "f", key, RWH).response();
        assertThat(first.oplockLevel()).isEqualTo(OplockBreak.LEVEL_LEASE);
        assertThat(leaseOf(first).leaseState()).isEqualTo(RWH);
        assertThat(leaseOf(first).epoch()).isEqualTo(5);
        assertThat(leaseOf(leased(a, "F", key, RWH).response()).leaseState()).isEqualTo(RWH);
        assertThat(a.breaks).isEmpty();
        UUID other = UUID.randomUUID();
        Reply waiting = leased(b, "f", other, RWH).send();
        assertThat(a.breaks).containsExactly(new OplockBreak.LeaseNotification(6, 1, key, RWH, RH));
        Create.Response during = leased(a, "f", key, RWH).response();
        assertThat(leaseOf(during).flags()).isEqualTo(CreateContext.LEASE_FLAG_BREAK_IN_PROGRESS);
        assertThat(statusOf(a.send(new OplockBreak.LeaseAcknowledgment(0, key, RWH))))
                .isEqualTo(NtStatus.REQUEST_NOT_ACCEPTED);
        assertThat(a.send(new OplockBreak.LeaseAcknowledgment(0, key, RH)))
                .isEqualTo(Reply.of(new OplockBreak.LeaseResponse(0, key, RH)));
        assertThat(leaseOf(created(end(waiting))).leaseState()).isEqualTo(RH);
        assertThat(b.write(created(end(waiting)).fileId(), 0, "x")).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.breaks)
                .contains(new OplockBreak.LeaseNotification(7, 1, key, RH, 0))
                .hasSize(2);
        assertThat(b.breaks).isEmpty();
    }

    @Test
    void aSharingViolationFirstAsksThatCachedHandlesAreClosed() {
        UUID key = UUID.randomUUID();
        FileId held = leased(a, "f", key, RH).share(0).id();
        Reply waiting = b.opening("f").send();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        assertThat(a.breaks).containsExactly(new OplockBreak.LeaseNotification(6, 1, key, RH, 1));
        a.close(held);
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.opening("f").share(0).status()).isEqualTo(NtStatus.SHARING_VIOLATION);
    }

    @Test
    void aLeaseIsAnsweredInTheVersionThatItHas() {
        UUID key = UUID.randomUUID();
        leased(a, "f", key, 1).id();
        Create.Response again =
                a.opening("f")
                        .oplock(OplockBreak.LEVEL_LEASE)
                        .context(new CreateContext.Lease(key, RH, 0))
                        .response();
        assertThat(again.contexts())
                .containsExactly(new CreateContext.LeaseV2(key, RH, 0, new UUID(0, 0), 6));
        Create.Response first =
                b.opening("g")
                        .disposition(Create.FILE_CREATE)
                        .oplock(OplockBreak.LEVEL_LEASE)
                        .context(new CreateContext.Lease(key, RH, 0))
                        .response();
        assertThat(leased(b, "g", key, RWH).response().contexts())
                .containsExactly(new CreateContext.Lease(key, RWH, 0));
        assertThat(first.contexts()).containsExactly(new CreateContext.Lease(key, RH, 0));
    }

    @Test
    void theCloseOfAnOpenThatDeletesAsksThatCachedHandlesAreClosed() {
        UUID key = UUID.randomUUID();
        FileId held = leased(a, "f", key, RH).id();
        FileId deleting = b.opening("f").options(Create.FILE_DELETE_ON_CLOSE).id();
        assertThat(a.breaks).isEmpty();
        assertThat(b.close(deleting)).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.breaks).containsExactly(new OplockBreak.LeaseNotification(6, 1, key, RH, 1));
        assertThat(directory.resolve("f")).exists();
        a.close(held);
        assertThat(directory.resolve("f")).doesNotExist();
    }

    @Test
    void aLeaseKeyIsForOneFile() {
        UUID key = UUID.randomUUID();
        FileId first = leased(a, "f", key, RH).id();
        assertThat(leased(a, "g", key, RH).status()).isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(directory.resolve("g")).doesNotExist();
        assertThat(leased(b, "g", key, RH).status()).isEqualTo(NtStatus.SUCCESS);
        a.close(first);
        assertThat(leased(a, "g", key, RH).status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void scaleOutSharesCapWhatIsCached() {
        Client s = fixture.client(ShareState.Kind.SCALE_OUT);
        Create.Response lease = leased(s, "f", UUID.randomUUID(), RWH).response();
        assertThat(leaseOf(lease).leaseState()).isEqualTo(1);
        assertThat(leaseOf(leased(s, "g", UUID.randomUUID(), 6).response()).leaseState()).isZero();
        Create.Response oplock =
                s.opening("h")
                        .disposition(Create.FILE_CREATE)
                        .oplock(OplockBreak.LEVEL_BATCH)
                        .response();
        assertThat(oplock.oplockLevel()).isEqualTo(OplockBreak.LEVEL_II);
    }

    @Test
    void acknowledgmentsOutOfPlaceAreRefused() {
        Create.Response none = a.opening("f").disposition(Create.FILE_CREATE).response();
        assertThat(statusOf(a.send(new OplockBreak.Acknowledgment(1, none.fileId()))))
                .isEqualTo(NtStatus.INVALID_DEVICE_STATE);
        UUID key = UUID.randomUUID();
        assertThat(statusOf(a.send(new OplockBreak.LeaseAcknowledgment(0, key, 1))))
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        leased(a, "g", key, RH).id();
        assertThat(statusOf(a.send(new OplockBreak.LeaseAcknowledgment(0, key, 1))))
                .isEqualTo(NtStatus.UNSUCCESSFUL);
        FileId batch =
                a.opening("h")
                        .disposition(Create.FILE_CREATE)
                        .oplock(OplockBreak.LEVEL_EXCLUSIVE)
                        .id();
        Reply waiting = b.opening("h").send();
        assertThat(statusOf(a.send(new OplockBreak.Acknowledgment(9, batch))))
                .isEqualTo(NtStatus.INVALID_OPLOCK_PROTOCOL);
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void aClosingVolumeEndsThoseWhoWaitAndKeepsItsPromises() {
        a.opening("f").disposition(Create.FILE_CREATE).oplock(OplockBreak.LEVEL_BATCH).id();
        Reply waiting = b.opening("f").send();
        a.opening("gone").disposition(Create.FILE_CREATE).options(Create.FILE_DELETE_ON_CLOSE).id();
        assertThat(fixture.volume.close(Duration.ofSeconds(5))).isTrue();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.FILE_NOT_AVAILABLE);
        assertThat(directory.resolve("gone")).doesNotExist();
        assertThat(directory.resolve("f")).exists();
        assertThat(a.opening("f").status()).isEqualTo(NtStatus.FILE_NOT_AVAILABLE);
        assertThat(a.session.opens()).isEmpty();
    }
}
