package io.onehop.server.handler;

import static io.onehop.server.handler.ServedFixture.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.server.serve.Reply;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CLOSE on a thread that must not block. */
class CloseAtOnceTest extends TwoClients {
    private static final int EXCLUSIVE = Lock.FLAG_EXCLUSIVE_LOCK;

    /** Handles of the host are closed by then. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

    @BeforeEach
    void make() {
        a.close(a.open("f"));
    }

    private static @Nullable Reply atOnce(Client client, FileId id) {
        return client.sendAtOnce(new Close.Request(0, id));
    }

    private static void closesAtOnce(Client client, FileId id) {
        Reply reply = Objects.requireNonNull(atOnce(client, id));
        assertThat(statusOf(reply)).isEqualTo(NtStatus.SUCCESS);
    }

    private static void closesOnlyLater(Client client, FileId id) {
        assertThat(atOnce(client, id)).isNull();
        assertThat(client.close(id)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void whatWasOnlyLookedAtIsClosed() {
        int descriptors = fixture.store.openDescriptors();
        FileId first = a.open("f");
        FileId second = b.open("f");
        a.read(first, 0, 1);
        closesAtOnce(a, first);
        Reply again = Objects.requireNonNull(atOnce(a, first));
        assertThat(statusOf(again)).isEqualTo(NtStatus.FILE_CLOSED);
        assertThat(a.opening("f").share(0).status()).isEqualTo(NtStatus.SHARING_VIOLATION);
        closesAtOnce(b, second);
        assertThat(fixture.volume.openList()).isEmpty();
        fixture.advance(LATE_NANOS);
        assertThat(fixture.store.openDescriptors()).isEqualTo(descriptors);
        closesAtOnce(a, a.opening("f").share(0).id());
    }

    @Test
    void manyHandlesOfTheHostAreClosedTogether() {
        int descriptors = fixture.store.openDescriptors();
        for (int i = 1; i < 16; i++) {
            closesAtOnce(a, a.open("f"));
        }
        assertThat(fixture.store.openDescriptors()).isGreaterThan(descriptors);
        closesAtOnce(a, a.open("f"));
        assertThat(fixture.store.openDescriptors()).isEqualTo(descriptors);
        closesAtOnce(a, a.open("f"));
        fixture.volume.abandon();
        assertThat(fixture.store.openDescriptors()).isZero();
    }

    @Test
    void anotherNameOfWhatIsRemovedIsOpenedAtOnce() throws IOException {
        Files.createLink(directory.resolve("g"), directory.resolve("f"));
        closesAtOnce(a, a.open("f"));
        assertThat(a.close(a.opening("f").options(Create.FILE_DELETE_ON_CLOSE).id()))
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(a.opening("f").status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(a.opening("g").status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void aVolumeIsHandedOverWithNothingLeftOpen() {
        closesAtOnce(a, a.open("f"));
        assertThat(fixture.volume.close(Duration.ofSeconds(10))).isTrue();
        assertThat(fixture.store.openDescriptors()).isZero();
    }

    @Test
    void locksAndCachesGoWithIt() {
        FileId locker = a.opening("f").oplock(OplockBreak.LEVEL_BATCH).id();
        Lock.Element all = new Lock.Element(0, 9, EXCLUSIVE | Lock.FLAG_FAIL_IMMEDIATELY);
        assertThat(statusOf(a.send(new Lock.Request(0, locker, List.of(all)))))
                .isEqualTo(NtStatus.SUCCESS);
        closesAtOnce(a, locker);
        FileId next = b.open("f");
        assertThat(a.breaks).isEmpty();
        assertThat(statusOf(b.send(new Lock.Request(0, next, List.of(all)))))
                .isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void whatIsToBeStoredDeletedOrToldIsNot() {
        FileId written = a.open("f");
        a.write(written, 0, "x");
        closesOnlyLater(a, written);
        FileId watching = a.openDirectory("");
        a.send(new ChangeNotify.Request(0, 1024, watching, 1));
        closesOnlyLater(a, watching);
        FileId asked = a.open("f");
        assertThat(a.sendAtOnce(new Close.Request(Close.FLAG_POSTQUERY_ATTRIB, asked))).isNull();
        closesAtOnce(a, asked);
        FileId deleting = a.opening("f").options(Create.FILE_DELETE_ON_CLOSE).id();
        FileId other = b.open("f");
        closesOnlyLater(a, deleting);
        closesOnlyLater(b, other);
        assertThat(a.opening("f").status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void whatSomebodyWaitsForIsNot() {
        FileId cached = a.opening("f").oplock(OplockBreak.LEVEL_BATCH).id();
        Reply opening = b.opening("f").send();
        assertThat(statusOf(opening)).isEqualTo(NtStatus.PENDING);
        closesOnlyLater(a, cached);
        assertThat(statusOf(opening)).isEqualTo(NtStatus.SUCCESS);
        FileId locker = a.open("f");
        Lock.Element all = new Lock.Element(0, 9, EXCLUSIVE);
        a.send(new Lock.Request(0, locker, List.of(all)));
        FileId other = b.open("f");
        Reply locking = b.send(new Lock.Request(0, other, List.of(all)));
        assertThat(statusOf(locking)).isEqualTo(NtStatus.PENDING);
        closesOnlyLater(a, locker);
        assertThat(statusOf(locking)).isEqualTo(NtStatus.SUCCESS);
    }
}
