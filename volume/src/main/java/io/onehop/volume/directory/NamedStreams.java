package io.onehop.volume.directory;

import static io.onehop.volume.directory.Host.must;
import static io.onehop.volume.directory.LinuxCalls.BENEATH;
import static io.onehop.volume.directory.LinuxCalls.O_CREAT;
import static io.onehop.volume.directory.LinuxCalls.O_DIRECTORY;
import static io.onehop.volume.directory.LinuxCalls.O_EXCL;
import static io.onehop.volume.directory.LinuxCalls.O_RDONLY;
import static io.onehop.volume.directory.LinuxCalls.O_RDWR;

import io.onehop.volume.NameFolding;
import io.onehop.volume.StreamEntry;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The named streams of one open file: files in a folder of {@code .onehop/streams} that is named by
 * inode and an identifier which the file's attributes hold, so that neither a copy of the host nor
 * a new file with an old inode has them. The file's monitor guards all.
 */
final class NamedStreams {
    private static final int STREAM_FILE = 0600;

    /** One stream; handles to it follow its name. */
    static final class Stream {
        private volatile String name;
        private final SharedData data;

        private Stream(String name, Host host, NamedStreams owner) {
            this.name = name;
            this.data =
                    new SharedData(host, owner.file, flags -> owner.openFile(this, flags), null);
        }

        String name() {
            return name;
        }

        SharedData data() {
            return data;
        }
    }

    private final FileNode file;
    private @Nullable String folder;
    private @Nullable Map<String, Stream> known;

    NamedStreams(FileNode file) {
        this.file = file;
    }

    private int openFile(Stream stream, int flags) throws VolumeException {
        return file.use(() -> file.host().tryOpen(number(), path(stream.name), flags, 0, BENEATH));
    }

    private int number() {
        return file.ours().number();
    }

    private @Nullable String folder() throws VolumeException {
        long id = file.attributes().streams();
        if (folder == null && id != 0) {
            HexFormat hex = HexFormat.of();
            folder = "streams/" + hex.toHexDigits(file.inode()) + "-" + hex.toHexDigits(id);
        }
        return folder;
    }

    private byte[] path(String stream) throws VolumeException {
        byte[] last = HostNames.encodeStream(stream);
        byte[] start = OurFolder.bytes(folder() + "/");
        byte[] path = Arrays.copyOf(start, start.length + last.length);
        System.arraycopy(last, 0, path, start.length, last.length);
        return path;
    }

    private Map<String, Stream> known() throws VolumeException {
        Map<String, Stream> streams = known;
        if (streams == null) {
            streams = new LinkedHashMap<>();
            Descriptor directory = folderDescriptor();
            if (directory != null) {
                try (directory;
                        DirectoryReader reader =
                                DirectoryReader.open(file.host(), directory.number())) {
                    while (reader.next()) {
                        String name = reader.streamName();
                        streams.put(NameFolding.fold(name), new Stream(name, file.host(), this));
                    }
                }
            }
            known = streams;
        }
        return streams;
    }

    /** The folder; null if there is none, as after a copy by the host. */
    private @Nullable Descriptor folderDescriptor() throws VolumeException {
        String path = folder();
        if (path == null) {
            return null;
        }
        int flags = O_RDONLY | O_DIRECTORY;
        int fd = file.host().tryOpen(number(), OurFolder.bytes(path), flags, 0, BENEATH);
        if (fd == -LinuxCalls.ENOENT) {
            return null;
        }
        return file.host().descriptor((int) must(fd, "open"), flags);
    }

    /** An existing stream or, if asked, a new one; with one handle more to its data. */
    Stream open(String name, boolean create) throws VolumeException {
        Stream stream = known().get(NameFolding.fold(name));
        if (stream == null) {
            if (!create) {
                throw missing(name);
            }
            stream = make(name);
        }
        stream.data.addHandle();
        return stream;
    }

    private Stream make(String name) throws VolumeException {
        HostNames.encodeStream(name);
        Descriptor existing = folderDescriptor();
        if (existing == null) {
            makeFolder();
        } else {
            existing.close();
        }
        int flags = O_RDWR | O_CREAT | O_EXCL;
        Host host = file.host();
        host.open(number(), path(name), flags, STREAM_FILE, BENEATH).close();
        Stream stream = new Stream(name, host, this);
        known().put(NameFolding.fold(name), stream);
        file.metadataChanged();
        return stream;
    }

    /** The folder comes first: attributes never name one that was not made. */
    private void makeFolder() throws VolumeException {
        long id = file.ours().newId();
        HexFormat hex = HexFormat.of();
        String path = "streams/" + hex.toHexDigits(file.inode()) + "-" + hex.toHexDigits(id);
        file.ours().makeFolder(path);
        file.store(file.attributes().withStreams(id));
        folder = path;
    }

    List<StreamEntry> list() throws VolumeException {
        List<StreamEntry> entries = new ArrayList<>();
        for (Stream stream : known().values()) {
            HostStat stat = file.host().statAt(number(), path(stream.name));
            if (stat != null) {
                entries.add(
                        new StreamEntry(
                                stream.name, stat.size(), stat.allocated(stream.data.reserved())));
            }
        }
        return entries;
    }

    void remove(String name) throws VolumeException {
        Stream stream = known().get(NameFolding.fold(name));
        if (stream == null) {
            throw missing(name);
        }
        if (stream.data.hasHandles()) {
            stream.data.pin();
        }
        must(file.host().unlink(number(), path(stream.name), 0), "unlink");
        known().remove(NameFolding.fold(name));
        file.metadataChanged();
    }

    void rename(String from, String to, boolean replace) throws VolumeException {
        Stream stream = known().get(NameFolding.fold(from));
        if (stream == null) {
            throw missing(from);
        }
        HostNames.encodeStream(to);
        Stream there = known().get(NameFolding.fold(to));
        if (there == stream && stream.name.equals(to)) {
            return;
        }
        boolean over = false;
        String newName = to;
        if (there != null && there != stream) {
            if (!replace) {
                throw new VolumeException(Reason.NAME_EXISTS, "stream " + to);
            }
            if (there.data.hasHandles()) {
                there.data.pin();
            }
            over = true;
            newName = there.name;
        }
        int answer = file.host().rename(number(), path(stream.name), number(), path(newName), over);
        must(answer, "rename");
        known().remove(NameFolding.fold(from));
        stream.name = newName;
        known().put(NameFolding.fold(to), stream);
        file.metadataChanged();
    }

    /**
     * Moves data between the unnamed stream and a named one. It is on stable storage in its new
     * place before it goes from the old one.
     */
    void move(String from, String to, boolean replace) throws VolumeException {
        String named = from.isEmpty() ? to : from;
        Stream stream = known().get(NameFolding.fold(named));
        if (from.isEmpty() && stream != null && !replace) {
            throw new VolumeException(Reason.NAME_EXISTS, "stream " + to);
        }
        if (stream == null) {
            if (to.isEmpty()) {
                throw missing(from);
            }
            stream = make(to);
        }
        try (Descriptor other = file.host().open(number(), path(stream.name), O_RDWR, 0, BENEATH)) {
            Descriptor own = file.data().forWriting();
            try {
                boolean out = from.isEmpty();
                int source = out ? own.number() : other.number();
                int target = out ? other.number() : own.number();
                HostData data = new HostData(file.host());
                data.setSize(target, 0);
                data.copyAll(source, target);
                file.host().sync(target, false);
                data.setSize(source, 0);
            } finally {
                own.release();
            }
        }
        file.data().reserved(0);
        if (to.isEmpty()) {
            remove(from);
        }
    }

    private static VolumeException missing(String name) {
        return new VolumeException(Reason.STREAM_NOT_FOUND, "stream " + name);
    }

    /** Puts all streams, whether open or not, on stable storage. */
    void flush() throws VolumeException {
        Descriptor directory = folderDescriptor();
        if (directory == null) {
            return;
        }
        try (directory) {
            for (Stream stream : known().values()) {
                try (Descriptor data =
                        file.host().open(number(), path(stream.name), O_RDONLY, 0, BENEATH)) {
                    file.host().sync(data.number(), false);
                }
            }
            file.host().sync(directory.number(), false);
        }
        try (Descriptor parent =
                file.host()
                        .open(
                                number(),
                                OurFolder.bytes("streams"),
                                O_RDONLY | O_DIRECTORY,
                                0,
                                BENEATH)) {
            file.host().sync(parent.number(), false);
        }
    }

    /** Throws the folder away; open streams go on with it. */
    void discard() throws VolumeException {
        String path = folder();
        if (path != null) {
            folder = file.ours().discard(path);
        }
    }

    /** Removes the folder with all in it. */
    void remove() throws VolumeException {
        String path = folder();
        if (path != null) {
            file.ours().removeFolder(path);
        }
    }
}
