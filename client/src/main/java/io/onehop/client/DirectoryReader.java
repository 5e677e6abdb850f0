package io.onehop.client;

import io.onehop.client.Operations.Answer;
import io.onehop.client.move.Doubt;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.fscc.DirectoryInformation;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lists a directory. [MS-SMB2] 3.2.4.17. A move starts the listing over, because where it was lives
 * in the handle. One thread.
 */
final class DirectoryReader {
    private static final DirectoryInformation.Layout LAYOUT = DirectoryInformation.Layout.ID_BOTH;

    /** What one credit pays for. */
    private static final int BUFFER_BYTES = 64 << 10;

    private static final int MOST_RESTARTS = 16;

    private final RemoteFile directory;

    DirectoryReader(RemoteFile directory) {
        this.directory = directory;
    }

    List<FileEntry> readAll() throws IOException {
        for (int i = 0; i < MOST_RESTARTS; i++) {
            List<FileEntry> all = new ArrayList<>();
            if (readOnce(all)) {
                return all;
            }
        }
        throw new UnavailableException("list " + directory.path() + ": moved too often meanwhile");
    }

    /** False if the handle changed on the way. */
    private boolean readOnce(List<FileEntry> out) throws IOException {
        AtomicReference<@Nullable Handle> last = new AtomicReference<>();
        Handle scanned = null;
        while (true) {
            int flags = scanned == null ? QueryDirectory.FLAG_RESTART_SCANS : 0;
            Answer answer =
                    directory.run(
                            "list",
                            Doubt.Operation.READ,
                            handle -> {
                                last.set(handle);
                                return new QueryDirectory.Request(
                                        LAYOUT.level(), flags, 0, handle.id, "*", BUFFER_BYTES);
                            });
            Handle used = last.get();
            if (scanned != null && scanned != used) {
                return false;
            }
            scanned = used;
            NtStatus status = answer.reply().status();
            if (status.equals(NtStatus.NO_MORE_FILES) || status.equals(NtStatus.NO_SUCH_FILE)) {
                return true;
            }
            add(answer, out);
        }
    }

    private void add(Answer answer, List<FileEntry> out) throws IOException {
        QueryDirectory.Response response =
                answer.reply().body(QueryDirectory.Response.class, "list " + directory.path());
        try {
            WireReader in = new WireReader(response.outputBuffer());
            for (DirectoryInformation each : DirectoryInformation.decodeList(LAYOUT, in)) {
                String name = each.fileName();
                // A name with a separator would lead elsewhere than it says.
                if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
                    throw new IOException("a listing has the name " + name);
                }
                if (!name.equals(".") && !name.equals("..") && !name.isEmpty()) {
                    out.add(FileEntry.of(directory.path(), each));
                }
            }
        } catch (MalformedMessageException e) {
            throw new IOException("the listing of " + directory.path() + " is malformed", e);
        }
    }
}
