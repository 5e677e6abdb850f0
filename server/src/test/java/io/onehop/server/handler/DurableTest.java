package io.onehop.server.handler;

import static io.onehop.server.handler.ServedFixture.created;
import static io.onehop.server.handler.ServedFixture.end;
import static io.onehop.server.handler.ServedFixture.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.cluster.state.ShareState;
import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.server.handler.ServedFixture.Opening;
import io.onehop.server.open.OpenView;
import io.onehop.server.serve.Reply;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.FsctlCode;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.LmrRequestResiliency;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Opens that outlive their sessions. [MS-SMB2] 3.3.5.9.6, .7, .10, .12, 3.3.7.1 */
class DurableTest extends TwoClients {
    private static final int RWH = 7;
    private static final int RH = 3;
    private static final UUID GUID = new UUID(1, 2);
    private static final UUID KEY = new UUID(3, 4);

    private static Opening batch(Client client, String name) {
        return client.opening(name)
                .disposition(Create.FILE_OPEN_IF)
                .oplock(OplockBreak.LEVEL_BATCH);
    }

    private static FileId durable(Client client, String name) {
        return batch(client, name).context(new CreateContext.DurableHandleRequest()).id();
    }

    private static CreateContext version2(long timeoutMillis) {
        return new CreateContext.DurableHandleRequestV2(timeoutMillis, 0, GUID);
    }

    private static FileId durable2(Client client, String name) {
        return batch(client, name).context(version2(0)).id();
    }

    private static Opening leased(Client client, String name, UUID key, int state) {
        return client.opening(name)
                .disposition(Create.FILE_OPEN_IF)
                .oplock(OplockBreak.LEVEL_LEASE)
                .context(new CreateContext.LeaseV2(key, state, 0, new UUID(0, 0), 4));
    }

    private static Opening reconnect(Client client, FileId id) {
        return client.opening("f").access(0).context(new CreateContext.DurableHandleReconnect(id));
    }

    private static Opening reconnect2(Client client, FileId id, UUID guid) {
        return client.opening("f")
                .access(0)
                .context(new CreateContext.DurableHandleReconnectV2(id, guid, 0));
    }

    private NtStatus lock(Client client, FileId id) {
        Lock.Element element =
                new Lock.Element(0, 1, Lock.FLAG_EXCLUSIVE_LOCK | Lock.FLAG_FAIL_IMMEDIATELY);
        return statusOf(client.send(new Lock.Request(0, id, List.of(element))));
    }

    private List<OpenView> opens() {
        return fixture.volume.openList();
    }

    @Test
    void onlyWhoMayCacheTheHandleIsDurable() {
        CreateContext asked = new CreateContext.DurableHandleRequest();
        assertThat(batch(a, "f").context(asked).response().contexts())
                .containsExactly(new CreateContext.DurableHandleResponse());
        assertThat(
                        a.opening("e")
                                .disposition(Create.FILE_CREATE)
                                .context(asked)
                                .response()
                                .contexts())
                .isEmpty();
        Opening exclusive =
                a.opening("g")
                        .disposition(Create.FILE_CREATE)
                        .oplock(OplockBreak.LEVEL_EXCLUSIVE)
                        .context(asked);
        assertThat(exclusive.response().contexts()).isEmpty();
        assertThat(leased(a, "h", KEY, RH).context(asked).response().contexts())
                .contains(new CreateContext.DurableHandleResponse());
        assertThat(leased(b, "i", KEY, 5).context(asked).response().contexts())
                .doesNotContain(new CreateContext.DurableHandleResponse());
    }

    @Test
    void directoriesAndScaleOutSharesHaveNoDurableOpens() {
        CreateContext asked = new CreateContext.DurableHandleRequest();
        Opening folder = batch(a, "d").options(Create.FILE_DIRECTORY_FILE).context(asked);
        assertThat(folder.response().contexts()).isEmpty();
        Client c = fixture.client(ShareState.Kind.SCALE_OUT);
        assertThat(batch(c, "f").context(asked).response().contexts()).isEmpty();
    }

    @Test
    void aPersistentHandleIsNeverGranted() {
        CreateContext asked =
                new CreateContext.DurableHandleRequestV2(
                        0, CreateContext.DHANDLE_FLAG_PERSISTENT, GUID);
        Create.Response response = batch(a, "f").context(asked).response();
        assertThat(response.contexts())
                .containsExactly(new CreateContext.DurableHandleResponseV2(60_000, 0));
        a.disconnect();
        CreateContext claim =
                new CreateContext.DurableHandleReconnectV2(
                        response.fileId(), GUID, CreateContext.DHANDLE_FLAG_PERSISTENT);
        assertThat(a.again().opening("f").context(claim).status())
                .isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    @Test
    void aClientFindsItsFileAndItsLocksAsItLeftThem() {
        FileId id = durable(a, "f");
        assertThat(a.write(id, 0, "mine")).isEqualTo(NtStatus.SUCCESS);
        assertThat(lock(a, id)).isEqualTo(NtStatus.SUCCESS);
        a.disconnect();
        assertThat(a.session.opens()).isEmpty();
        assertThat(a.write(id, 0, "x")).isEqualTo(NtStatus.FILE_CLOSED);
        Client back = a.again();
        Create.Response again = reconnect(back, id).response();
        assertThat(again.oplockLevel()).isEqualTo(OplockBreak.LEVEL_BATCH);
        assertThat(again.createAction()).isEqualTo(Create.FILE_OPENED);
        assertThat(again.contexts()).isEmpty();
        assertThat(again.fileId().persistentId()).isEqualTo(id.persistentId());
        assertThat(again.fileId().volatileId()).isNotEqualTo(id.volatileId());
        assertThat(back.read(again.fileId(), 0, 4)).isEqualTo("mine");
        assertThat(opens().getFirst().locks()).isEqualTo(1);
        assertThat(back.close(again.fileId())).isEqualTo(NtStatus.SUCCESS);
        assertThat(opens()).isEmpty();
    }

    @Test
    void anOpenThatIsNotDurableGoesWithItsSession() {
        batch(a, "f").id();
        a.disconnect();
        assertThat(opens()).isEmpty();
    }

    @Test
    void anOpenWhoseHandleIsNotCachedAnyMoreGoesWithItsSession() {
        FileId id = durable(a, "f");
        Reply waiting = b.opening("f").send();
        a.send(new OplockBreak.Acknowledgment(OplockBreak.LEVEL_II, id));
        b.close(created(end(waiting)).fileId());
        a.disconnect();
        assertThat(opens()).isEmpty();
    }

    @Test
    void locksWithoutWriteCachingAreNotKept() {
        FileId id = leased(a, "f", KEY, RH).context(new CreateContext.DurableHandleRequest()).id();
        assertThat(lock(a, id)).isEqualTo(NtStatus.SUCCESS);
        a.disconnect();
        assertThat(opens()).isEmpty();
    }

    @Test
    void theFirstVersionWaitsForTwoMinutes() {
        FileId id = durable(a, "f");
        a.disconnect();
        fixture.advance(Duration.ofMinutes(2).toNanos() - 1);
        assertThat(opens()).hasSize(1);
        fixture.advance(1);
        assertThat(opens()).isEmpty();
        assertThat(reconnect(a.again(), id).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void theSecondVersionWaitsForAsLongAsWasAgreed() {
        assertThat(batch(a, "f").context(version2(5000)).response().contexts())
                .containsExactly(new CreateContext.DurableHandleResponseV2(5000, 0));
        CreateContext greedy =
                new CreateContext.DurableHandleRequestV2(0xFFFF_FFFFL, 0, new UUID(9, 9));
        assertThat(batch(a, "g").context(greedy).response().contexts())
                .containsExactly(new CreateContext.DurableHandleResponseV2(300_000, 0));
        a.disconnect();
        fixture.advance(Duration.ofSeconds(5).toNanos() - 1);
        assertThat(opens()).hasSize(2);
        fixture.advance(1);
        assertThat(opens()).extracting(OpenView::path).containsExactly("g");
        fixture.advance(Duration.ofSeconds(295).toNanos());
        assertThat(opens()).isEmpty();
    }

    @Test
    void whoCameBackInTimeIsNotClosedByTheOldDeadline() {
        FileId id = durable(a, "f");
        a.disconnect();
        fixture.advance(Duration.ofMinutes(1).toNanos());
        Client back = a.again();
        FileId now = reconnect(back, id).id();
        fixture.advance(Duration.ofMinutes(2).toNanos());
        assertThat(back.write(now, 0, "x")).isEqualTo(NtStatus.SUCCESS);
        back.disconnect();
        fixture.advance(Duration.ofMinutes(1).toNanos());
        assertThat(opens()).as("its time begins anew").hasSize(1);
    }

    @Test
    void anotherUserDoesNotGetIt() {
        FileId id = durable(a, "f");
        a.disconnect();
        assertThat(reconnect(b, id).status()).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(reconnect(a.again(), id).status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void anOpenThatIsInUseIsNotGivenAway() {
        FileId id = durable(a, "f");
        assertThat(reconnect(a, id).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(reconnect(a.again(), id).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(a.write(id, 0, "x")).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void onlyOneComesBackForIt() {
        FileId id = durable(a, "f");
        a.disconnect();
        assertThat(reconnect(a.again(), id).status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(reconnect(a.again(), id).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void theCreateGuidHasToBeTheOne() {
        FileId id = durable2(a, "f");
        a.disconnect();
        Client back = a.again();
        assertThat(reconnect2(back, id, new UUID(0, 0)).status())
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(reconnect2(back, id, new UUID(7, 7)).status())
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(reconnect2(back, id, GUID).status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void aLeaseHasToBeNamedByTheSameClientForTheSameFile() {
        CreateContext asked = version2(0);
        FileId id = leased(a, "f", KEY, RWH).context(asked).id();
        a.disconnect();
        Client back = a.again();
        CreateContext claim = new CreateContext.DurableHandleReconnectV2(id, GUID, 0);
        assertThat(back.opening("f").context(claim).status())
                .as("no lease")
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(leased(back, "f", new UUID(8, 8), RWH).context(claim).status())
                .as("another lease")
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(leased(b, "f", KEY, RWH).context(claim).status())
                .as("another client")
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        CreateContext version1 = new CreateContext.Lease(KEY, RWH, 0);
        assertThat(
                        back.opening("f")
                                .oplock(OplockBreak.LEVEL_LEASE)
                                .context(version1)
                                .context(claim)
                                .status())
                .as("another version")
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(leased(back, "g", KEY, RWH).context(claim).status())
                .as("another file")
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        Create.Response again = leased(back, "f", KEY, 0).context(claim).response();
        assertThat(again.contexts())
                .containsExactly(new CreateContext.LeaseV2(KEY, RWH, 0, new UUID(0, 0), 5));
    }

    @Test
    void anOplocksOpenIsNotClaimedWithALease() {
        FileId id = durable(a, "f");
        a.disconnect();
        CreateContext claim = new CreateContext.DurableHandleReconnect(id);
        assertThat(leased(a.again(), "f", KEY, RWH).context(claim).status())
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void contextsOfBothVersionsDoNotGoTogether() {
        FileId id = durable(a, "f");
        assertThat(
                        batch(a, "g")
                                .context(new CreateContext.DurableHandleRequest())
                                .context(version2(0))
                                .status())
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(reconnect(a, id).context(version2(0)).status())
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(reconnect2(a, id, GUID).context(version2(0)).status())
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(
                        reconnect2(a, id, GUID)
                                .context(new CreateContext.DurableHandleRequest())
                                .status())
                .isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    @Test
    void whoOpensTheFileOfAClientThatIsGoneDoesNotWait() {
        FileId id = batch(a, "f").share(0).context(version2(0)).id();
        a.disconnect();
        assertThat(b.opening("f").share(0).status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.breaks).isEmpty();
        assertThat(reconnect2(a.again(), id, GUID).status())
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(opens()).hasSize(1);
    }

    @Test
    void shareModesOfAnOpenThatMayStayAreKept() {
        FileId id = leased(a, "f", KEY, RH).context(version2(0)).id();
        a.disconnect();
        FileId other = leased(b, "f", new UUID(5, 5), RH).id();
        Client back = a.again();
        CreateContext claim = new CreateContext.DurableHandleReconnectV2(id, GUID, 0);
        assertThat(leased(back, "f", KEY, RH).context(claim).status()).isEqualTo(NtStatus.SUCCESS);
        back.disconnect();
        assertThat(b.write(other, 0, "x")).isEqualTo(NtStatus.SUCCESS);
        assertThat(leased(a.again(), "f", KEY, RH).context(claim).status())
                .as("its cache is stale")
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void aDeletionThatWaitedIsDoneBeforeTheNextOpen() {
        FileId id =
                batch(a, "f")
                        .options(Create.FILE_DELETE_ON_CLOSE)
                        .context(new CreateContext.DurableHandleRequest())
                        .id();
        a.write(id, 0, "old");
        a.disconnect();
        assertThat(directory.resolve("f")).exists();
        Reply anew = b.opening("f").disposition(Create.FILE_OPEN_IF).send();
        assertThat(created(end(anew)).createAction()).isEqualTo(Create.FILE_CREATED);
    }

    @Test
    void aTreeDisconnectClosesIt() {
        FileId id = durable(a, "f");
        fixture.volume.endOf(a.session, a.tree);
        assertThat(opens()).isEmpty();
        assertThat(reconnect(a.again(), id).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void aHandOverDoesNotWaitForIt() {
        durable(a, "f");
        a.disconnect();
        assertThat(fixture.volume.close(Duration.ofSeconds(10))).isTrue();
        assertThat(opens()).isEmpty();
    }

    @Test
    void nothingOfItSurvivesTheLossOfTheVolume() {
        batch(a, "f")
                .options(Create.FILE_DELETE_ON_CLOSE)
                .context(new CreateContext.DurableHandleRequest())
                .id();
        a.disconnect();
        fixture.volume.abandon();
        assertThat(opens()).isEmpty();
        assertThat(Files.exists(directory.resolve("f"))).as("nothing is tidied up").isTrue();
        fixture.advance(Duration.ofMinutes(3).toNanos());
        assertThat(Files.exists(directory.resolve("f"))).isTrue();
    }

    @Test
    void anAdministratorSeesAndClosesIt() {
        FileId id = durable(a, "f");
        a.disconnect();
        OpenView view = opens().getFirst();
        assertThat(view.connected()).isFalse();
        assertThat(view.who().user()).isEqualTo("user1");
        assertThat(fixture.volume.closeOpen(id.persistentId())).isTrue();
        assertThat(reconnect(a.again(), id).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void aClientThatComesByAnotherNodeIsNotKeptOutByItsOldOne() {
        FileId id = durable2(a, "f");
        assertThat(reconnect2(a.again(), id, GUID).status())
                .as("it is on the same node and may use it")
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(reconnect2(a.again("n2"), id, new UUID(7, 7)).status())
                .as("it cannot prove that it made it")
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(a.cutOff).isFalse();
        Client elsewhere = a.again("n2");
        Reply waiting = reconnect2(elsewhere, id, GUID).send();
        assertThat(a.cutOff).isTrue();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        a.disconnect();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void whoseSessionEndsMeanwhileLeavesItWaiting() {
        FileId id = durable(a, "f");
        a.disconnect();
        Client late = a.again();
        late.session.end();
        assertThat(reconnect(late, id).status()).isEqualTo(NtStatus.USER_SESSION_DELETED);
        assertThat(reconnect(a.again(), id).status()).isEqualTo(NtStatus.SUCCESS);
    }

    private NtStatus resilient(Client client, FileId id, long timeoutMillis) {
        WireWriter input = new WireWriter();
        new LmrRequestResiliency(timeoutMillis).encode(input);
        return ioctl(client, id, input.toBuffer());
    }

    private NtStatus ioctl(Client client, FileId id, ByteBuffer input) {
        return statusOf(
                client.send(
                        new Ioctl.Request(
                                FsctlCode.LMR_REQUEST_RESILIENCY,
                                id,
                                input,
                                0,
                                0,
                                Ioctl.FLAG_IS_FSCTL)));
    }

    @Test
    void aResilientOpenIsKeptWithoutAnyCaching() {
        FileId id = a.open("f");
        assertThat(resilient(a, id, 10_000)).isEqualTo(NtStatus.SUCCESS);
        assertThat(lock(a, id)).isEqualTo(NtStatus.SUCCESS);
        a.disconnect();
        FileId other = b.open("f");
        assertThat(lock(b, other)).as("its lock stays").isEqualTo(NtStatus.LOCK_NOT_GRANTED);
        fixture.advance(Duration.ofSeconds(10).toNanos() - 1);
        Client back = a.again();
        assertThat(reconnect(back, id).status()).isEqualTo(NtStatus.SUCCESS);
        back.disconnect();
        fixture.advance(Duration.ofSeconds(10).toNanos());
        assertThat(lock(b, other)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void aResilientOpenLosesItsCachingButStays() {
        FileId id = batch(a, "f").id();
        assertThat(resilient(a, id, 0)).isEqualTo(NtStatus.SUCCESS);
        a.disconnect();
        assertThat(b.opening("f").status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(reconnect(a.again(), id).response().oplockLevel())
                .isEqualTo(OplockBreak.LEVEL_NONE);
    }

    @Test
    void resiliencyIsNotForEver() {
        FileId id = a.open("f");
        assertThat(resilient(a, id, 300_001)).isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(ioctl(a, id, ByteBuffer.allocate(7))).isEqualTo(NtStatus.INVALID_PARAMETER);
        a.disconnect();
        assertThat(opens()).isEmpty();
    }

    @Test
    void aLockThatIsSentAgainByOneWhoIsBackIsNotTakenTwice() {
        FileId id = durable(a, "f");
        Lock.Element element =
                new Lock.Element(0, 1, Lock.FLAG_EXCLUSIVE_LOCK | Lock.FLAG_FAIL_IMMEDIATELY);
        int sequence = 1 << 4 | 3;
        assertThat(statusOf(a.send(new Lock.Request(sequence, id, List.of(element)))))
                .isEqualTo(NtStatus.SUCCESS);
        a.disconnect();
        Client back = a.again();
        FileId now = reconnect(back, id).id();
        assertThat(statusOf(back.send(new Lock.Request(sequence, now, List.of(element)))))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(opens().getFirst().locks()).isEqualTo(1);
        assertThat(statusOf(back.send(new Lock.Request(sequence + 1, now, List.of(element)))))
                .isEqualTo(NtStatus.LOCK_NOT_GRANTED);
    }
}
