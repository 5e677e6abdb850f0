package io.onehop.server.handler;

import static io.onehop.server.handler.ServedFixture.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.server.open.OpenView;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Write;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** READ, WRITE, FLUSH, LOCK and CLOSE. */
class DataHandlersTest extends TwoClients {
    private static final int SHARED = Lock.FLAG_SHARED_LOCK;
    private static final int EXCLUSIVE = Lock.FLAG_EXCLUSIVE_LOCK;
    private static final int NOW = Lock.FLAG_FAIL_IMMEDIATELY;

    private static Reply read(Client client, FileId id, long offset, long length, long minimum) {
        return client.send(new Read.Request(0, 0, length, offset, id, minimum, Read.Channel.NONE));
    }

    @Test
    void readsStopAtTheEndOfTheFile() {
        FileId id = a.open("f");
        assertThat(a.write(id, 2, "data")).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.read(id, 0, 100)).isEqualTo("\0\0data");
        assertThat(a.read(id, 4, 1)).isEqualTo("t");
        assertThat(statusOf(read(a, id, 6, 1, 0))).isEqualTo(NtStatus.END_OF_FILE);
        assertThat(statusOf(read(a, id, 6, 0, 0))).isEqualTo(NtStatus.SUCCESS);
        assertThat(statusOf(read(a, id, 4, 10, 3))).isEqualTo(NtStatus.END_OF_FILE);
        assertThat(statusOf(read(a, id, -1, 1, 0))).isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(statusOf(read(a, id, 0, Limits.MAX_IO_BYTES + 1L, 0)))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(fixture.lentBuffers).as("only the empty read's is out").hasValue(1);
    }

    @Test
    void readsAtOnceAsItReadsElseOrNotAtAll() {
        FileId id = a.open("f");
        a.write(id, 0, "some data");
        a.read(id, 0, 9);
        Read.Request request = new Read.Request(0, 0, 4, 5, id, 0, Read.Channel.NONE);
        Reply reply = a.sendAtOnce(request);
        // Where the host cannot say what it has at hand nothing is read on this way.
        if (reply != null) {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Success.class,
                            success ->
                                    assertThat(((Read.Response) success.response()).data())
                                            .isEqualTo(
                                                    ByteBuffer.wrap(
                                                            "data"
                                                                    .getBytes(
                                                                            StandardCharsets
                                                                                    .UTF_8))));
            assertThat(fixture.lentBuffers).hasValue(1);
        }
        fixture.lentBuffers.set(0);
        a.send(new Lock.Request(0, id, List.of(new Lock.Element(5, 4, EXCLUSIVE | NOW))));
        FileId other = b.open("f");
        Read.Request refused = new Read.Request(0, 0, 4, 5, other, 0, Read.Channel.NONE);
        assertThat(statusOf(atOnce(b, refused))).isEqualTo(NtStatus.FILE_LOCK_CONFLICT);
        assertThat(statusOf(atOnce(a, new Read.Request(0, 0, 1, -1, id, 0, Read.Channel.NONE))))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(a.sendAtOnce(new Read.Request(0, 0, 2 << 20, 0, id, 0, Read.Channel.NONE)))
                .as("takes long")
                .isNull();
        assertThat(a.sendAtOnce(new Flush.Request(id))).as("is no read").isNull();
        assertThat(fixture.lentBuffers).hasValue(0);
    }

    private static Reply atOnce(Client client, Read.Request request) {
        return Objects.requireNonNull(client.sendAtOnce(request));
    }

    @Test
    void rightsAreThoseOfTheOpen() {
        a.close(a.open("f"));
        FileId reader = a.opening("f").access(AccessMask.FILE_READ_DATA).id();
        FileId appender = a.opening("f").access(AccessMask.FILE_APPEND_DATA).id();
        assertThat(a.write(reader, 0, "x")).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(a.write(appender, 0, "xy")).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.write(appender, 1, "x")).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.write(appender, 2, "z")).isEqualTo(NtStatus.SUCCESS);
        assertThat(statusOf(read(a, appender, 0, 1, 0))).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(statusOf(a.send(new Flush.Request(reader)))).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(statusOf(a.send(new Flush.Request(appender)))).isEqualTo(NtStatus.SUCCESS);
        FileId root = a.openDirectory("");
        assertThat(statusOf(read(a, root, 0, 1, 0))).isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
        assertThat(statusOf(b.send(new Close.Request(0, reader)))).isEqualTo(NtStatus.FILE_CLOSED);
    }

    @Test
    void writeThroughNeedsAnUnbufferedOpenOrWrite() {
        FileId id = a.open("f");
        ByteBuffer data = ByteBuffer.wrap(new byte[] {1});
        int through = Write.FLAG_WRITE_THROUGH;
        int both = through | Write.FLAG_WRITE_UNBUFFERED;
        assertThat(statusOf(a.send(new Write.Request(data, 0, id, Read.Channel.NONE, through))))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(statusOf(a.send(new Write.Request(data, 0, id, Read.Channel.NONE, both))))
                .isEqualTo(NtStatus.SUCCESS);
    }

    /** A volume that is to move flushes while its clients go on. */
    @Test
    void filesMayBeClosedWhileTheirVolumeIsFlushed() throws Exception {
        FutureTask<Integer> client =
                new FutureTask<>(
                        () -> {
                            int written = 0;
                            for (int i = 0; i < 500; i++) {
                                FileId id = a.open("f" + i % 4);
                                if (a.write(id, 0, "x").isSuccess()) {
                                    written++;
                                }
                                a.close(id);
                            }
                            return written;
                        });
        Thread.ofPlatform().start(client);
        int flushes = 0;
        while (!client.isDone() || flushes == 0) {
            fixture.volume.flush();
            flushes++;
        }
        assertThat(client.get()).isEqualTo(500);
        assertThat(fixture.volume.openList()).isEmpty();
    }

    @Test
    void closeTellsWhatTheFileIsAtTheEnd() {
        FileId id = a.open("f");
        a.write(id, 0, "12345");
        Reply reply = a.send(new Close.Request(Close.FLAG_POSTQUERY_ATTRIB, id));
        Close.Response response = (Close.Response) ((Reply.Success) reply).response();
        assertThat(response.information().endOfFile()).isEqualTo(5);
        assertThat(response.flags()).isEqualTo(Close.FLAG_POSTQUERY_ATTRIB);
        assertThat(a.close(id)).isEqualTo(NtStatus.FILE_CLOSED);
        assertThat(a.read(id, 0, 1)).contains("FILE_CLOSED");
    }

    private static Reply lock(Client client, FileId id, Lock.Element... elements) {
        return client.send(new Lock.Request(0, id, List.of(elements)));
    }

    private static Lock.Element range(long offset, long length, int flags) {
        return new Lock.Element(offset, length, flags);
    }

    @Test
    void locksKeepOthersFromReadingAndWriting() {
        FileId mine = a.open("f");
        a.write(mine, 0, "0123456789");
        FileId theirs = b.open("f");
        assertThat(statusOf(lock(a, mine, range(0, 5, EXCLUSIVE)))).isEqualTo(NtStatus.SUCCESS);
        assertThat(b.read(theirs, 0, 1)).contains("FILE_LOCK_CONFLICT");
        assertThat(b.write(theirs, 4, "xy")).isEqualTo(NtStatus.FILE_LOCK_CONFLICT);
        assertThat(b.write(theirs, 5, "xy")).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.write(mine, 0, "x")).isEqualTo(NtStatus.SUCCESS);
        assertThat(statusOf(lock(b, theirs, range(0, 1, SHARED | NOW))))
                .isEqualTo(NtStatus.LOCK_NOT_GRANTED);
        assertThat(statusOf(lock(a, mine, range(0, 5, Lock.FLAG_UNLOCK))))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(statusOf(lock(a, mine, range(0, 5, Lock.FLAG_UNLOCK))))
                .isEqualTo(NtStatus.RANGE_NOT_LOCKED);
        assertThat(b.read(theirs, 0, 1)).isEqualTo("x");
    }

    @Test
    void badLocksAreRefused() {
        FileId id = a.open("f");
        assertThat(statusOf(lock(a, id))).isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(statusOf(lock(a, id, range(0, 1, SHARED | EXCLUSIVE))))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(statusOf(lock(a, id, range(0, 1, SHARED), range(2, 1, SHARED | NOW))))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(statusOf(lock(a, id, range(0, 1, SHARED | NOW), range(2, 1, Lock.FLAG_UNLOCK))))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(statusOf(lock(a, id, range(-1, 2, SHARED))))
                .isEqualTo(NtStatus.INVALID_LOCK_RANGE);
        FileId root = a.openDirectory("");
        assertThat(statusOf(lock(a, root, range(0, 1, SHARED))))
                .isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    @Test
    void aLockIsWaitedForUntilItIsFreeCancelledOrItsOpenCloses() {
        FileId mine = a.open("f");
        FileId theirs = b.open("f");
        FileId third = b.open("f");
        lock(a, mine, range(0, 10, EXCLUSIVE));
        Reply granted = lock(b, theirs, range(0, 5, EXCLUSIVE));
        Reply cancelled = lock(b, theirs, range(0, 5, SHARED));
        Reply closed = lock(b, third, range(0, 5, SHARED));
        assertThat(statusOf(granted)).isEqualTo(NtStatus.PENDING);
        ((Reply.Pending) cancelled).cancel().run();
        assertThat(statusOf(cancelled)).isEqualTo(NtStatus.CANCELLED);
        b.close(third);
        assertThat(statusOf(closed)).isEqualTo(NtStatus.RANGE_NOT_LOCKED);
        a.close(mine);
        assertThat(statusOf(granted)).isEqualTo(NtStatus.SUCCESS);
        assertThat(statusOf(lock(a, a.open("f"), range(4, 1, SHARED | NOW))))
                .isEqualTo(NtStatus.LOCK_NOT_GRANTED);
    }

    @Test
    void operationsThatMeetACloseEndWithItsAnswerAndNoHandleIsUsedAfter() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        for (int round = 0; round < 30; round++) {
            FileId id = a.open("f");
            a.write(id, 0, "0123456789");
            int spins = random.nextInt(2000);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            String text = a.read(id, 0, 10);
                                            while (text.equals("0123456789")) {
                                                text = a.read(id, 0, 10);
                                            }
                                            if (!text.contains("FILE_CLOSED")) {
                                                wrong.add(text);
                                            }
                                        }));
            }
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            assertThat(a.close(id)).isEqualTo(NtStatus.SUCCESS);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(fixture.lentBuffers).hasValue(0);
        assertThat(fixture.volume.openList()).isEmpty();
    }

    @Test
    void theEndOfATreeOrSessionClosesItsOpensAndLetsNoneFollow() {
        FileId first =
                a.opening("f")
                        .options(Create.FILE_DELETE_ON_CLOSE)
                        .disposition(Create.FILE_CREATE)
                        .id();
        FileId other = b.open("g");
        fixture.volume.endOf(a.session, a.tree);
        assertThat(a.read(first, 0, 1)).contains("FILE_CLOSED");
        assertThat(directory.resolve("f")).doesNotExist();
        assertThat(a.opening("g").status()).isEqualTo(NtStatus.NETWORK_NAME_DELETED);
        fixture.volume.endOf(b.session);
        assertThat(b.close(other)).isEqualTo(NtStatus.FILE_CLOSED);
        assertThat(b.opening("g").status()).isEqualTo(NtStatus.USER_SESSION_DELETED);
        assertThat(fixture.volume.openList()).isEmpty();
    }

    @Test
    void anOpenListTellsWhoHasWhat() {
        FileId id =
                a.opening("f:s")
                        .disposition(Create.FILE_CREATE)
                        .oplock(OplockBreak.LEVEL_BATCH)
                        .id();
        lock(a, id, range(0, 1, SHARED));
        OpenView view = fixture.volume.openList().getFirst();
        assertThat(view.path()).isEqualTo("f:s");
        assertThat(view.caching()).isEqualTo("batch");
        assertThat(view.locks()).isEqualTo(1);
        assertThat(view.who()).isEqualTo(new OpenView.Who("user1", "c1", "127.0.0.1:1", "n1"));
        assertThat(view.share()).isEqualTo("share");
    }

    @Test
    void aHandOverThatIsGivenUpMakesGoodWhatItPutOff() throws Exception {
        FileId id = a.open("f");
        try (Use _ = fixture.volume.enter()) {
            assertThat(fixture.volume.close(Duration.ZERO)).isFalse();
            assertThat(a.read(id, 0, 1)).contains("FILE_NOT_AVAILABLE");
            fixture.volume.endOf(a.session);
            assertThat(a.session.opens()).hasSize(1);
        }
        fixture.volume.reopen();
        assertThat(a.session.opens()).isEmpty();
        assertThat(b.opening("f").share(0).status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void opensAndDeletionsByManyClientsLeaveNothingBehind() throws Exception {
        long seed = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        // From its first use on the root stays open.
        a.close(a.openDirectory(""));
        int descriptors = fixture.store.openDescriptors();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(seed + i);
            Client each = fixture.client();
            threads.add(Thread.ofPlatform().start(() -> openAndDelete(each, random, wrong)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(fixture.volume.openList()).isEmpty();
        assertThat(fixture.store.openDescriptors()).isEqualTo(descriptors);
        assertThat(a.opening("x0").disposition(Create.FILE_CREATE).status())
                .isIn(NtStatus.SUCCESS, NtStatus.OBJECT_NAME_COLLISION);
    }

    private static void openAndDelete(
            Client client, Random random, ConcurrentLinkedQueue<String> wrong) {
        for (int step = 0; step < 300; step++) {
            boolean delete = random.nextBoolean();
            Reply reply =
                    client.opening("x" + random.nextInt(2))
                            .disposition(Create.FILE_OPEN_IF)
                            .options(delete ? Create.FILE_DELETE_ON_CLOSE : 0)
                            .send();
            NtStatus status = statusOf(reply);
            if (status.equals(NtStatus.SUCCESS)) {
                FileId id = ServedFixture.created(reply).fileId();
                NtStatus written = client.write(id, 0, "x");
                NtStatus closed = client.close(id);
                if (!written.equals(NtStatus.SUCCESS) || !closed.equals(NtStatus.SUCCESS)) {
                    wrong.add(written + " " + closed);
                }
            } else if (!status.equals(NtStatus.DELETE_PENDING)) {
                wrong.add(status.toString());
            }
        }
    }
}
