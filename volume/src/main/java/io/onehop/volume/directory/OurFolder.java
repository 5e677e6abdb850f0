package io.onehop.volume.directory;

import static io.onehop.volume.directory.Host.must;
import static io.onehop.volume.directory.LinuxCalls.BENEATH;
import static io.onehop.volume.directory.LinuxCalls.EEXIST;
import static io.onehop.volume.directory.LinuxCalls.ENOENT;
import static io.onehop.volume.directory.LinuxCalls.O_CREAT;
import static io.onehop.volume.directory.LinuxCalls.O_DIRECTORY;
import static io.onehop.volume.directory.LinuxCalls.O_EXCL;
import static io.onehop.volume.directory.LinuxCalls.O_PATH;
import static io.onehop.volume.directory.LinuxCalls.O_RDONLY;
import static io.onehop.volume.directory.LinuxCalls.O_RDWR;

import io.onehop.volume.NameFolding;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code .onehop} at the root of a volume:
 *
 * <ul>
 *   <li>{@code volume} - the version of this form and the serial number;
 *   <li>{@code new/} - what is being made or thrown away; emptied when the volume is opened;
 *   <li>{@code beside/} - values of more than 1 KiB, or that no extended attribute of the host can
 *       hold;
 *   <li>{@code ids/} - an empty file for each object id of a file, so that no two have the same;
 *   <li>{@code streams/} - a folder of named streams for each file that has some;
 *   <li>{@code reparse} - there if a directory was ever made a reparse point.
 * </ul>
 */
final class OurFolder implements AutoCloseable {
    static final String NAME = ".onehop";

    private static final String HEAD = "onehop 1 ";
    private static final int LARGEST_FILE_BYTES = 1 << 20;
    private static final int PRIVATE_FOLDER = 0700;
    private static final int PRIVATE_FILE = 0600;
    private static final byte[] REPARSE = bytes("reparse");

    private final Host host;
    private final Descriptor folder;
    private final int serialNumber;
    private final SecureRandom random = new SecureRandom();
    private volatile boolean reparseSeen;

    private OurFolder(Host host, Descriptor folder, int serialNumber, boolean reparseSeen) {
        this.host = host;
        this.folder = folder;
        this.serialNumber = serialNumber;
        this.reparseSeen = reparseSeen;
    }

    /** Opens the folder, or makes it. */
    static OurFolder open(Host host, int root) throws VolumeException {
        makeFolder(host, root, NAME);
        Descriptor folder = host.open(root, bytes(NAME), O_PATH | O_DIRECTORY, 0, BENEATH);
        try {
            int fd = folder.number();
            for (String name : new String[] {"new", "beside", "streams", "ids"}) {
                makeFolder(host, fd, name);
            }
            byte[] probe = {0};
            must(
                    host.setAttribute(folder, HostAttributes.PROBE, probe),
                    "setxattr (the volume needs a file system with user extended attributes)");
            OurFolder ours =
                    new OurFolder(host, folder, serial(host, fd), host.statAt(fd, REPARSE) != null);
            ours.sweep();
            ours.learnCompression();
            return ours;
        } catch (VolumeException e) {
            folder.close();
            throw e;
        }
    }

    private static void makeFolder(Host host, int directory, String name) throws VolumeException {
        int answer = host.makeDirectory(directory, bytes(name), PRIVATE_FOLDER);
        if (answer != -EEXIST) {
            must(answer, "mkdir " + name);
        }
    }

    private static int serial(Host host, int folder) throws VolumeException {
        byte[] known = readFile(host, folder, "volume");
        if (known == null) {
            String text = HEAD + HexFormat.of().toHexDigits(new SecureRandom().nextInt()) + "\n";
            String temporary = "new/volume";
            must(ignoring(host.unlink(folder, bytes(temporary), 0), ENOENT), "unlink");
            writeFile(host, folder, temporary, bytes(text));
            int answer = host.rename(folder, bytes(temporary), folder, bytes("volume"), false);
            must(ignoring(answer, EEXIST), "rename");
            known = readFile(host, folder, "volume");
        }
        String text = known == null ? "" : new String(known, StandardCharsets.UTF_8);
        if (!text.startsWith(HEAD) || text.length() < HEAD.length() + 8) {
            throw new VolumeException(
                    Reason.NOT_SUPPORTED, NAME + "/volume is of no version that is known");
        }
        return HexFormat.fromHexDigits(text, HEAD.length(), HEAD.length() + 8);
    }

    static long ignoring(long answer, int errno) {
        return answer == -errno ? 0 : answer;
    }

    static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a name at the root is that of this folder, in any case. */
    static boolean isName(String name) {
        return NameFolding.same(name, NAME);
    }

    Descriptor descriptor() {
        return folder;
    }

    int number() {
        return folder.number();
    }

    int serialNumber() {
        return serialNumber;
    }

    /** Whether any directory of the volume may be a reparse point. */
    boolean reparseSeen() {
        return reparseSeen;
    }

    /** Notes that there are directories which are reparse points, before the first is made. */
    void seeReparse() throws VolumeException {
        if (!reparseSeen) {
            int flags = O_RDWR | O_CREAT;
            host.open(number(), REPARSE, flags, PRIVATE_FILE, BENEATH).close();
            reparseSeen = true;
        }
    }

    long newId() {
        long id = random.nextLong();
        return id == 0 ? 1 : id;
    }

    /** A path in the folder that nothing has, for what is being made or thrown away. */
    String temporary() {
        return "new/" + HexFormat.of().toHexDigits(newId());
    }

    byte @Nullable [] read(String path) throws VolumeException {
        return readFile(host, number(), path);
    }

    private static byte @Nullable [] readFile(Host host, int folder, String path)
            throws VolumeException {
        int fd = host.tryOpen(folder, bytes(path), O_RDONLY, 0, BENEATH);
        if (fd == -ENOENT) {
            return null;
        }
        try (Descriptor file = host.descriptor((int) must(fd, "open"), O_RDONLY)) {
            long size = host.stat(file.number()).size();
            if (size > LARGEST_FILE_BYTES) {
                throw new VolumeException(Reason.IO_ERROR, NAME + "/" + path + " is too large");
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            int n = new HostData(host).read(file.number(), content, 0);
            return Arrays.copyOf(content.array(), n);
        }
    }

    /** Makes a file that is on stable storage before it has its name. */
    void write(String path, byte[] content) throws VolumeException {
        String temporary = temporary();
        writeFile(host, number(), temporary, content);
        must(host.rename(number(), bytes(temporary), number(), bytes(path), true), "rename");
    }

    private static void writeFile(Host host, int folder, String path, byte[] content)
            throws VolumeException {
        int flags = O_RDWR | O_CREAT | O_EXCL;
        try (Descriptor file = host.open(folder, bytes(path), flags, PRIVATE_FILE, BENEATH)) {
            new HostData(host).write(file.number(), ByteBuffer.wrap(content), 0);
            host.sync(file.number(), false);
        }
    }

    /** Whether files of this volume can share storage: tried with two that have no name after. */
    boolean sharesBlocks(int unit) throws VolumeException {
        HostData data = new HostData(host);
        try (Descriptor from = scratchFile();
                Descriptor to = scratchFile()) {
            data.write(from.number(), ByteBuffer.allocate(unit), 0);
            data.share(from.number(), 0, unit, to.number(), 0);
            return true;
        } catch (VolumeException e) {
            if (e.reason() == Reason.NOT_OWNER) {
                throw e;
            }
            return false;
        }
    }

    /** Tries whether files of this volume can be compressed. */
    private void learnCompression() throws VolumeException {
        try (Descriptor scratch = scratchFile()) {
            host.learnCompression(number(), scratch);
        }
    }

    private Descriptor scratchFile() throws VolumeException {
        byte[] temporary = bytes(temporary());
        int flags = O_RDWR | O_CREAT | O_EXCL;
        Descriptor file = host.open(number(), temporary, flags, PRIVATE_FILE, BENEATH);
        must(host.unlink(number(), temporary, 0), "unlink");
        return file;
    }

    /** Makes an empty file; false when it is there already. */
    boolean claim(String path) throws VolumeException {
        int flags = O_RDWR | O_CREAT | O_EXCL;
        int fd = host.tryOpen(number(), bytes(path), flags, PRIVATE_FILE, BENEATH);
        if (fd == -EEXIST) {
            return false;
        }
        host.descriptor((int) must(fd, "open"), flags).close();
        return true;
    }

    /** Removes a file of the folder, if it is there. */
    void remove(String path) throws VolumeException {
        must(ignoring(host.unlink(number(), bytes(path), 0), ENOENT), "unlink");
    }

    /** Makes a folder for the streams of a file. */
    void makeFolder(String path) throws VolumeException {
        must(host.makeDirectory(number(), bytes(path), PRIVATE_FOLDER), "mkdir");
    }

    /** Throws a folder away in one step; returns where it now is, to be removed with its files. */
    String discard(String path) throws VolumeException {
        String temporary = temporary();
        int answer = host.rename(number(), bytes(path), number(), bytes(temporary), false);
        must(ignoring(answer, ENOENT), "rename");
        return temporary;
    }

    /** Removes a folder and the files in it, if it is there. */
    void removeFolder(String path) throws VolumeException {
        int fd = host.tryOpen(number(), bytes(path), O_PATH | O_DIRECTORY, 0, BENEATH);
        if (fd == -ENOENT) {
            return;
        }
        try (Descriptor directory = host.descriptor((int) must(fd, "open"), O_PATH)) {
            empty(directory.number());
        }
        int answer = host.unlink(number(), bytes(path), LinuxCalls.AT_REMOVEDIR);
        must(ignoring(answer, ENOENT), "rmdir");
    }

    private void sweep() throws VolumeException {
        int flags = O_PATH | O_DIRECTORY;
        try (Descriptor directory = host.open(number(), bytes("new"), flags, 0, BENEATH)) {
            empty(directory.number());
        }
    }

    /** Empties a directory two levels deep, which is all that there ever is. */
    private void empty(int directory) throws VolumeException {
        try (DirectoryReader reader = DirectoryReader.open(host, directory)) {
            while (reader.next()) {
                byte[] name = reader.nameBytes();
                int answer = host.unlink(directory, name, 0);
                if (answer == -LinuxCalls.EISDIR || answer == -LinuxCalls.EPERM) {
                    try (Descriptor inner =
                            host.open(directory, name, O_PATH | O_DIRECTORY, 0, BENEATH)) {
                        empty(inner.number());
                    }
                    answer = host.unlink(directory, name, LinuxCalls.AT_REMOVEDIR);
                }
                must(ignoring(answer, ENOENT), "unlink");
            }
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
