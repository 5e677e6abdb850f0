package io.onehop.server.handler;

import io.onehop.server.open.Open;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.dtyp.SecurityDescriptor;
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
        requireAll(open, StoredSecurity.neededToRead(information));
        byte[] bytes = StoredSecurity.read(open.stored(), information);
        if (bytes.length > maxBytes) {
            throw new SmbException(
                    NtStatus.BUFFER_TOO_SMALL,
                    List.of(new ErrorContext.RequiredBufferLength(bytes.length)));
        }
        return Reply.of(new QueryInfo.Response(ByteBuffer.wrap(bytes)));
    }

    static Reply set(Open open, int information, byte[] buffer)
            throws SmbException, VolumeException {
        requireAll(open, StoredSecurity.neededToSet(information));
        StoredSecurity.set(
                open.file().volume(),
                open.stored(),
                open.session().identity(),
                information,
                buffer);
        return Reply.of(new SetInfo.Response());
    }

    private static void requireAll(Open open, int rights) throws SmbException {
        for (int left = rights; left != 0; left &= left - 1) {
            open.require(Integer.lowestOneBit(left));
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
