package io.onehop.client;

import io.onehop.base.FileTime;
import io.onehop.client.connection.Reply;
import io.onehop.client.move.Doubt;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.fscc.FileBasicInformation;
import io.onehop.wire.fscc.FileDispositionInformation;
import io.onehop.wire.fscc.FileEndOfFileInformation;
import io.onehop.wire.fscc.FileInformationClass;
import io.onehop.wire.fscc.FileInternalInformation;
import io.onehop.wire.fscc.FileRenameInformation;
import io.onehop.wire.fscc.FileStandardInformation;
import io.onehop.wire.fscc.Information;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.SetInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Queries and changes of what is known about an open file. [MS-SMB2] 3.2.4.8 to 3.2.4.11. Keeps
 * nothing.
 */
final class FileInfo {
    private static final int MOST_BYTES = 1024;

    private static QueryInfo.Selector selector(FileInformationClass of) {
        return new QueryInfo.Selector(QueryInfo.INFO_FILE, of.level(), 0);
    }

    private static QueryInfo.Request query(FileInformationClass of, FileId id) {
        return new QueryInfo.Request(selector(of), id, MOST_BYTES, 0, ByteBuffer.allocate(0));
    }

    private static SetInfo.Request change(FileInformationClass of, FileId id, Information to) {
        return new SetInfo.Request(selector(of), id, ByteBuffer.wrap(to.toBytes()));
    }

    private static WireReader answer(Reply reply, String what) throws IOException {
        return new WireReader(reply.body(QueryInfo.Response.class, what).outputBuffer());
    }

    /** Asks for the id of a file by which it is known again. */
    static QueryInfo.Request idQuery(FileId id) {
        return query(FileInformationClass.INTERNAL, id);
    }

    static long id(Reply reply, String path) throws IOException {
        try {
            return FileInternalInformation.decode(answer(reply, "identify " + path)).indexNumber();
        } catch (MalformedMessageException e) {
            throw new IOException("the id of " + path + " is malformed", e);
        }
    }

    long size(RemoteFile file) throws IOException {
        Reply reply =
                file.run(
                                "size of",
                                Doubt.Operation.READ,
                                handle -> query(FileInformationClass.STANDARD, handle.id))
                        .reply();
        try {
            return FileStandardInformation.decode(answer(reply, "size of " + file.path()))
                    .endOfFile();
        } catch (MalformedMessageException e) {
            throw new IOException("the size of " + file.path() + " is malformed", e);
        }
    }

    void resize(RemoteFile file, long sizeBytes) throws IOException {
        Doubt.Operation operation =
                file.isExclusive() ? Doubt.Operation.EXCLUSIVE_WRITE : Doubt.Operation.SHARED_WRITE;
        set(
                file,
                "resize",
                operation,
                FileInformationClass.END_OF_FILE,
                new FileEndOfFileInformation(sizeBytes));
    }

    void setModified(RemoteFile file, Instant when) throws IOException {
        long same = FileBasicInformation.UNCHANGED;
        set(
                file,
                "set the time of",
                Doubt.Operation.EXCLUSIVE_WRITE,
                FileInformationClass.BASIC,
                new FileBasicInformation(same, same, FileTime.of(when), same, 0));
    }

    /** Marks a file for deletion at its close. */
    void delete(RemoteFile file) throws IOException {
        set(
                file,
                "delete",
                Doubt.Operation.DELETE,
                FileInformationClass.DISPOSITION,
                new FileDispositionInformation(true));
    }

    void rename(RemoteFile file, String target, boolean replace) throws IOException {
        int flags = replace ? FileRenameInformation.REPLACE_IF_EXISTS : 0;
        set(
                file,
                "rename",
                Doubt.Operation.RENAME,
                FileInformationClass.RENAME,
                new FileRenameInformation(flags, 0, Paths.wire(target)));
    }

    private static void set(
            RemoteFile file,
            String what,
            Doubt.Operation operation,
            FileInformationClass of,
            Information to)
            throws IOException {
        file.run(what, operation, handle -> change(of, handle.id, to))
                .reply()
                .body(SetInfo.Response.class, what + " " + file.path());
    }
}
