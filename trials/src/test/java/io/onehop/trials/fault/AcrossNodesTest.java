package io.onehop.trials.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.client.connection.Reply;
import io.onehop.trials.harness.Await;
import io.onehop.trials.harness.Trial;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import io.onehop.trials.harness.WireClient;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** What clients cache and keep while they, or others, come by different nodes. */
@Tag("fault")
@ExtendWith(Trial.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AcrossNodesTest {
    private static final int PATIENCE_MILLIS = 15_000;
    private static final UUID NO_PARENT = new UUID(0, 0);
    private static final int RH = OplockBreak.LEASE_READ_CACHING | OplockBreak.LEASE_HANDLE_CACHING;
    private static final int RWH = RH | OplockBreak.LEASE_WRITE_CACHING;

    /** How a client asks to keep a file. */
    private enum Keeping {
        BATCH(OplockBreak.LEVEL_BATCH),
        LEASE(OplockBreak.LEVEL_LEASE);

        private final int oplock;

        Keeping(int oplock) {
            this.oplock = oplock;
        }

        CreateContext[] contexts(UUID leaseKey, CreateContext durability) {
            return this == BATCH
                    ? new CreateContext[] {durability}
                    : new CreateContext[] {
                        durability, new CreateContext.LeaseV2(leaseKey, RWH, 0, NO_PARENT, 0)
                    };
        }
    }

    private static WireClient client(TrialNode node, UUID guid) throws IOException {
        return WireClient.on(node.address(), "G1", guid, PATIENCE_MILLIS);
    }

    @Test
    @Order(1)
    void aBatchOpenSurvivesTheLossOfTheConnectionToAnotherNode(TrialCluster cluster)
            throws IOException {
        reconnects(Keeping.BATCH, cluster.other("Volume1"), cluster.owner("Volume1"), false);
        reconnects(Keeping.BATCH, cluster.owner("Volume1"), cluster.other("Volume1"), false);
    }

    @Test
    @Order(2)
    void aLeasedOpenSurvivesTheLossOfTheConnectionToAnotherNode(TrialCluster cluster)
            throws IOException {
        reconnects(Keeping.LEASE, cluster.other("Volume1"), cluster.owner("Volume1"), false);
        reconnects(Keeping.LEASE, cluster.owner("Volume1"), cluster.other("Volume1"), false);
    }

    @Test
    @Order(3)
    void itSurvivesTheNodeThatTheClientWasOn(TrialCluster cluster) throws IOException {
        for (Keeping keeping : Keeping.values()) {
            TrialNode lost = cluster.other("Volume1");
            TrialNode next =
                    cluster.nodes().stream()
                            .filter(n -> n != lost && n != cluster.owner("Volume1"))
                            .findFirst()
                            .orElseThrow();
            reconnects(keeping, lost, next, true);
            lost.start();
            cluster.awaitUp(lost);
        }
    }

    /** Opens a file by one node, writes and locks, and goes on by another one. */
    private static void reconnects(Keeping keeping, TrialNode from, TrialNode to, boolean kill)
            throws IOException {
        UUID guid = UUID.randomUUID();
        UUID createGuid = UUID.randomUUID();
        UUID leaseKey = UUID.randomUUID();
        String name = "kept-" + createGuid;
        WireClient first = client(from, guid);
        Create.Response opened =
                first.open(
                        first.opening(
                                name,
                                Create.FILE_CREATE,
                                0,
                                keeping.oplock,
                                keeping.contexts(
                                        leaseKey,
                                        new CreateContext.DurableHandleRequestV2(
                                                60_000, 0, createGuid))));
        assertThat(opened.oplockLevel()).isEqualTo(keeping.oplock);
        assertThat(opened.contexts())
                .as("granted")
                .anyMatch(CreateContext.DurableHandleResponseV2.class::isInstance);
        FileId before = opened.fileId();
        assertThat(first.writeNow(before, 0, new byte[] {1, 2, 3})).isEqualTo(NtStatus.SUCCESS);
        assertThat(first.call(lock(before)).status()).isEqualTo(NtStatus.SUCCESS);
        if (kill) {
            from.kill();
        }
        first.cut();
        try (WireClient second = client(to, guid)) {
            Create.Request again =
                    second.opening(
                            name,
                            Create.FILE_OPEN,
                            0,
                            keeping.oplock,
                            keeping.contexts(
                                    leaseKey,
                                    new CreateContext.DurableHandleReconnectV2(
                                            before, createGuid, 0)));
            // The owner of the volume hears of the loss a moment later.
            Create.Response[] kept = new Create.Response[1];
            NtStatus[] last = {NtStatus.SUCCESS};
            Await.until(
                    "the open to be given back",
                    Duration.ofSeconds(10),
                    () -> {
                        try {
                            Reply reply = second.call(again);
                            last[0] = reply.status();
                            if (reply.status().isSuccess()) {
                                kept[0] = reply.body(Create.Response.class, "reconnect");
                            }
                            return kept[0] != null;
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    () -> last[0]);
            FileId now = kept[0].fileId();
            assertThat(now.persistentId()).isEqualTo(before.persistentId());
            assertThat(kept[0].oplockLevel()).isEqualTo(keeping.oplock);
            assertThat(second.readNow(now, 0, 10)).containsExactly(1, 2, 3);
            assertThat(second.writeNow(now, 1, new byte[] {9})).isEqualTo(NtStatus.SUCCESS);
            Lock.Request unlock =
                    new Lock.Request(0, now, List.of(new Lock.Element(0, 1, Lock.FLAG_UNLOCK)));
            assertThat(second.call(unlock).status()).as("its lock").isEqualTo(NtStatus.SUCCESS);
            assertThat(second.call(unlock).status()).isEqualTo(NtStatus.RANGE_NOT_LOCKED);
            assertThat(second.call(new Close.Request(0, now)).status()).isEqualTo(NtStatus.SUCCESS);
            FileId fresh =
                    second.open(second.opening(name, Create.FILE_OPEN, 0, OplockBreak.LEVEL_NONE))
                            .fileId();
            assertThat(second.readNow(fresh, 0, 10)).containsExactly(1, 9, 3);
        }
    }

    private static Lock.Request lock(FileId file) {
        return new Lock.Request(
                0,
                file,
                List.of(
                        new Lock.Element(
                                0, 1, Lock.FLAG_EXCLUSIVE_LOCK | Lock.FLAG_FAIL_IMMEDIATELY)));
    }

    /** A client that caches a listing by one node hears of what another one does by another. */
    @Test
    @Order(4)
    void aDirectoryLeaseIsBrokenByAChangeThroughAnotherNode(TrialCluster cluster)
            throws IOException {
        TrialNode owner = cluster.owner("Volume1");
        TrialNode other = cluster.other("Volume1");
        TrialNode third =
                cluster.nodes().stream()
                        .filter(n -> n != owner && n != other)
                        .findFirst()
                        .orElseThrow();
        listingIsBroken(other, owner, "by the owner");
        listingIsBroken(other, third, "by a third node");
        listingIsBroken(owner, other, "by another node");
    }

    private static void listingIsBroken(TrialNode at, TrialNode changedAt, String what)
            throws IOException {
        UUID leaseKey = UUID.randomUUID();
        String name = "dir-" + leaseKey;
        try (WireClient lister = client(at, UUID.randomUUID());
                WireClient changer = client(changedAt, UUID.randomUUID())) {
            Create.Response directory =
                    lister.open(
                            lister.opening(
                                    name,
                                    Create.FILE_CREATE,
                                    Create.FILE_DIRECTORY_FILE,
                                    OplockBreak.LEVEL_LEASE,
                                    new CreateContext.LeaseV2(leaseKey, RH, 0, NO_PARENT, 0)));
            assertThat(lease(directory).leaseState()).as("granted").isEqualTo(RH);
            // What the holder of the lease does itself breaks nothing.
            FileId own =
                    lister.open(
                                    lister.opening(
                                            name + "\\own",
                                            Create.FILE_CREATE,
                                            0,
                                            OplockBreak.LEVEL_LEASE,
                                            new CreateContext.LeaseV2(
                                                    UUID.randomUUID(),
                                                    RH,
                                                    CreateContext.LEASE_FLAG_PARENT_LEASE_KEY_SET,
                                                    leaseKey,
                                                    0)))
                            .fileId();
            assertThat(lister.call(new Close.Request(0, own)).status()).isEqualTo(NtStatus.SUCCESS);
            FileId made =
                    changer.open(
                                    changer.opening(
                                            name + "\\made",
                                            Create.FILE_CREATE,
                                            0,
                                            OplockBreak.LEVEL_NONE))
                            .fileId();
            assertThat(lister.nextBreak())
                    .as(what)
                    .isInstanceOfSatisfying(
                            OplockBreak.LeaseNotification.class,
                            b -> {
                                assertThat(b.leaseKey()).isEqualTo(leaseKey);
                                assertThat(b.currentLeaseState()).isEqualTo(RH);
                                assertThat(b.newLeaseState()).isEqualTo(OplockBreak.LEASE_NONE);
                                assertThat(b.flags())
                                        .isEqualTo(
                                                OplockBreak.NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED);
                            });
            assertThat(lister.hasBreak()).as("a second one").isFalse();
            assertThat(
                            lister.call(
                                            new OplockBreak.LeaseAcknowledgment(
                                                    0, leaseKey, OplockBreak.LEASE_NONE))
                                    .status())
                    .isEqualTo(NtStatus.SUCCESS);
            assertThat(changer.call(new Close.Request(0, made)).status())
                    .isEqualTo(NtStatus.SUCCESS);
        }
    }

    private static CreateContext.LeaseV2 lease(Create.Response response) {
        return response.contexts().stream()
                .filter(CreateContext.LeaseV2.class::isInstance)
                .map(CreateContext.LeaseV2.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
