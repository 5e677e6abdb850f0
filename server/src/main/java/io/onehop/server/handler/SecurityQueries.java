package io.onehop.server.handler;

import io.onehop.base.FileTime;
import io.onehop.server.open.NotifyHub;
import io.onehop.server.open.Open;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.MetadataChange;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.SecurityInformation;
import io.onehop.wire.dtyp.Token;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.SetInfo;
import java.nio.ByteBuffer;
import java.util.List;

/** SMB2_0_INFO_SECURITY. [MS-SMB2] 3.3.5.20.3, 3.3.5.21.3 */
final class SecurityQueries {
    private SecurityQueries() {}

    static Reply query(Open open, int information, long maxBytes)
            throws SmbException, VolumeException {
        int sacl = SecurityInformation.SACL | SecurityInformation.SCOPE;
        boolean backup = (information & SecurityInformation.BACKUP) != 0;
        if (backup || (information & sacl) != 0) {
            open.require(AccessMask.ACCESS_SYSTEM_SECURITY);
        }
        if (backup || (information & ~sacl) != 0) {
            open.require(AccessMask.READ_CONTROL);
        }
        byte[] bytes = Security.descriptor(open.stored()).select(information).toBytes();
        if (bytes.length > maxBytes) {
            throw new SmbException(
                    NtStatus.BUFFER_TOO_SMALL,
                    List.of(new ErrorContext.RequiredBufferLength(bytes.length)));
        }
        return Reply.of(new QueryInfo.Response(ByteBuffer.wrap(bytes)));
    }

    static Reply set(Open open, int information, byte[] buffer)
            throws SmbException, VolumeException {
        requireRights(open, information);
        SecurityDescriptor given = decode(buffer);
        boolean backup = (information & SecurityInformation.BACKUP) != 0;
        boolean owner = (information & SecurityInformation.OWNER) != 0;
        if (owner || (backup && given.owner() != null)) {
            Token token = Security.makeToken(open.session().identity());
            if (given.owner() == null) {
                throw new SmbException(NtStatus.INVALID_OWNER);
            }
            Security.checkOwner(given.owner(), token);
        }
        StoredFile stored = open.stored();
        synchronized (FileLocks.of(stored.fileId())) {
            SecurityDescriptor after = Security.descriptor(stored).merge(given, information);
            stored.setSecurity(after.toBytes());
        }
        long now = FileTime.of(open.file().volume().runtime().time().now());
        stored.change(new MetadataChange(null, null, null, now, null));
        open.file()
                .volume()
                .notifications()
                .changed(
                        stored.path(),
                        NotifyHub.MODIFIED,
                        ChangeNotify.FILE_NOTIFY_CHANGE_SECURITY);
        return Reply.of(new SetInfo.Response());
    }

    private static void requireRights(Open open, int information) throws SmbException {
        boolean backup = (information & SecurityInformation.BACKUP) != 0;
        int sacl = SecurityInformation.SACL | SecurityInformation.SCOPE;
        int dacl = SecurityInformation.DACL | SecurityInformation.ATTRIBUTE;
        if (backup || (information & sacl) != 0) {
            open.require(AccessMask.ACCESS_SYSTEM_SECURITY);
        }
        if (backup || (information & dacl) != 0) {
            open.require(AccessMask.WRITE_DAC);
        }
        if (backup || (information & Security.OWNER_PARTS) != 0) {
            open.require(AccessMask.WRITE_OWNER);
        }
    }

    /** Reads a client's descriptor. */
    static SecurityDescriptor decode(byte[] bytes) throws SmbException {
        try {
            return SecurityDescriptor.decode(bytes);
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_SECURITY_DESCR);
        }
    }
}
