package io.onehop.trials.fuzz;

import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.FsctlCode;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.TreeConnect;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** What a client has learnt from the answers. One thread. */
final class Known {
    private static final int MOST = 24;
    static final int RESUME_KEY_BYTES = 24;

    private final Random random;
    private final List<FileId> onDisk = new ArrayList<>();
    private final List<FileId> former = new ArrayList<>();
    private final List<FileId> onPipes = new ArrayList<>();
    private final List<Long> waiting = new ArrayList<>();
    private final List<UUID> leases = new ArrayList<>();
    private final List<Request> owed = new ArrayList<>();
    byte[] resumeKey = new byte[RESUME_KEY_BYTES];
    UUID lastCreateGuid = new UUID(1, 2);
    int disk;
    int pipes;

    /** Whether the next request is of the tree of pipes. */
    boolean piping;

    /** Whether the next request follows others of a compound, whose open it mostly means. */
    boolean related;

    Known(Random random) {
        this.random = random;
    }

    /** Takes what an answer tells. */
    void learn(FuzzLine.Answer answer) {
        Header header = answer.header();
        if (header.isAsync()) {
            add(waiting, header.asyncId());
        }
        switch (answer.body()) {
            case Create.Response opened ->
                    add(header.treeId() == pipes && pipes != 0 ? onPipes : onDisk, opened.fileId());
            case OplockBreak.Notification broken ->
                    add(
                            owed,
                            new OplockBreak.Acknowledgment(broken.oplockLevel(), broken.fileId()));
            case OplockBreak.LeaseNotification broken ->
                    add(
                            owed,
                            new OplockBreak.LeaseAcknowledgment(
                                    0, broken.leaseKey(), broken.newLeaseState()));
            case Ioctl.Response control -> {
                ByteBuffer output = control.output();
                if (control.ctlCode() == FsctlCode.SRV_REQUEST_RESUME_KEY
                        && output.remaining() >= RESUME_KEY_BYTES) {
                    output.duplicate().get(resumeKey);
                }
            }
            case TreeConnect.Response connected -> {
                if (connected.shareType() == TreeConnect.SHARE_TYPE_PIPE) {
                    pipes = header.treeId();
                } else {
                    disk = header.treeId();
                }
            }
            case null, default -> {}
        }
    }

    /** The connection ended, and with it all that is not durable. */
    void nextLine() {
        former.clear();
        former.addAll(onDisk);
        onDisk.clear();
        onPipes.clear();
        waiting.clear();
        disk = 0;
        pipes = 0;
    }

    /** What was open on the connection before. */
    FileId former() {
        return former.isEmpty() ? file() : former.get(random.nextInt(former.size()));
    }

    private <T> void add(List<T> list, T one) {
        if (list.size() == MOST) {
            list.remove(random.nextInt(MOST));
        }
        list.add(one);
    }

    /** An open, mostly of those that are open still; sometimes one that nobody has. */
    FileId file() {
        if (related && random.nextInt(4) != 0) {
            return FileId.ANY;
        }
        List<FileId> files = piping ? onPipes : onDisk;
        if (files.isEmpty() || random.nextInt(60) == 0) {
            return random.nextBoolean()
                    ? FileId.ANY
                    : new FileId(random.nextInt(64), random.nextInt(64));
        }
        int recent = Math.min(files.size(), 6);
        int back = random.nextInt(6) == 0 ? files.size() : random.nextBoolean() ? recent : 1;
        return files.get(files.size() - 1 - random.nextInt(back));
    }

    /** An open to be closed, which is mostly not used again. */
    FileId closing() {
        FileId file = file();
        if (random.nextInt(4) != 0) {
            (piping ? onPipes : onDisk).remove(file);
        }
        return file;
    }

    /** One of few, so that clients meet; remembered in order to be acknowledged unasked. */
    UUID lease() {
        UUID key = new UUID(7, random.nextInt(6));
        add(leases, key);
        return key;
    }

    /** What the server waits for, or an acknowledgement that it does not wait for. */
    Request acknowledgment() {
        if (!owed.isEmpty() && random.nextInt(4) != 0) {
            return owed.remove(owed.size() - 1);
        }
        return random.nextBoolean()
                ? new OplockBreak.Acknowledgment(random.nextInt(3), file())
                : new OplockBreak.LeaseAcknowledgment(0, lease(), random.nextInt(8));
    }

    long waiting() {
        return waiting.isEmpty() ? random.nextInt(100) : waiting.remove(waiting.size() - 1);
    }
}
