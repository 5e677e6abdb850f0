package io.onehop.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.onehop.volume.VolumeException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the contract have in common: one empty volume, and short words for its use. */
public abstract class VolumeContractFixture {
    /** A fence that a test can shut. */
    protected static final class TestFence implements Fence {
        private volatile boolean shut;

        public void shut() {
            shut = true;
        }

        @Override
        public void check() throws VolumeException {
            if (shut) {
                throw new VolumeException(Reason.NOT_OWNER, "the fence is shut");
            }
        }
    }

    protected TestFence fence = new TestFence();
    protected @Nullable Volume opened;

    /** Opens the test's volume: the same one at each call in one test, empty at first. */
    protected abstract Volume openVolume(Fence behind) throws VolumeException;

    @BeforeEach
    void openFirst() throws VolumeException {
        opened = openVolume(fence);
    }

    @AfterEach
    void closeLast() {
        volume().close();
    }

    protected final Volume volume() {
        if (opened == null) {
            throw new IllegalStateException("no volume is open");
        }
        return opened;
    }

    /** Lets go of the volume and takes it again, as another owner would. */
    protected final void reopen() throws VolumeException {
        volume().close();
        fence = new TestFence();
        opened = openVolume(fence);
    }

    protected static VolumePath path(String text) throws VolumeException {
        return VolumePath.parse(text);
    }

    protected final StoredFile open(String text) throws VolumeException {
        return volume().open(path(text));
    }

    protected final StoredFile create(String text) throws VolumeException {
        return volume().create(path(text), NewFile.plain(false));
    }

    protected final void file(String text, String content) throws VolumeException {
        try (StoredFile made = create(text)) {
            write(made, "", content);
        }
    }

    protected final void directory(String text) throws VolumeException {
        volume().create(path(text), NewFile.plain(true)).close();
    }

    protected final void remove(String text) throws VolumeException {
        try (StoredFile file = open(text)) {
            volume().remove(file);
        }
    }

    protected final void rename(String from, String to, boolean replace) throws VolumeException {
        try (StoredFile file = open(from)) {
            volume().rename(file, path(to), replace);
        }
    }

    protected final boolean exists(String text) throws VolumeException {
        try (StoredFile file = open(text)) {
            return file.fileId() != 0;
        } catch (VolumeException e) {
            assertThat(e.reason()).isIn(Reason.NAME_NOT_FOUND, Reason.PATH_NOT_FOUND);
            return false;
        }
    }

    protected final String content(String text) throws VolumeException {
        try (StoredFile file = open(text)) {
            return read(file, "");
        }
    }

    protected static void write(StoredFile file, String stream, String content)
            throws VolumeException {
        try (StoredStream data = file.stream(stream, true)) {
            data.write(ByteBuffer.wrap(bytes(content)), 0);
        }
    }

    protected static String read(StoredFile file, String stream) throws VolumeException {
        try (StoredStream data = file.stream(stream, false)) {
            return read(data);
        }
    }

    protected static String read(StoredStream data) throws VolumeException {
        ByteBuffer into = ByteBuffer.allocate((int) data.size());
        assertThat(data.read(into, 0)).isEqualTo(into.capacity());
        return new String(into.array(), StandardCharsets.UTF_8);
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    protected final List<String> names(String text) throws VolumeException {
        return entries(text).stream().map(DirectoryEntry::name).sorted().toList();
    }

    protected final List<DirectoryEntry> entries(String text) throws VolumeException {
        List<DirectoryEntry> all = new ArrayList<>();
        try (StoredFile directory = open(text);
                DirectoryListing listing = directory.list()) {
            DirectoryEntry entry = listing.next(name -> true);
            while (entry != null) {
                all.add(entry);
                entry = listing.next(name -> true);
            }
        }
        return all;
    }

    protected static void refuses(Reason reason, ThrowingCallable what) {
        VolumeException refused = catchThrowableOfType(VolumeException.class, what);
        assertThat(refused).as("refusal with %s", reason).isNotNull();
        assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    }
}
