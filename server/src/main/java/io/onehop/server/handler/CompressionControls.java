package io.onehop.server.handler;

import io.onehop.server.open.NotifyHub;
import io.onehop.server.open.Open;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Metadata;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.NtStatus;

/**
 * Compression, where the host's file system has it. It has formats of its own; clients are told the
 * one that NTFS has. [MS-FSCC] 2.3.18, 2.3.67; [MS-FSA] 2.1.5.10.9, 2.1.5.10.30
 */
final class CompressionControls {
    private static final int FORMAT_NONE = 0;
    private static final int FORMAT_DEFAULT = 1;
    static final int FORMAT_LZNT1 = 2;
    private static final int FORMAT_BYTES = 2;

    /** 64 KiB are compressed at a time, in pieces of 4 KiB. [MS-FSCC] 2.4.9, 110 to 112 */
    static final int UNIT_SHIFT = 16;

    static final int CLUSTER_SHIFT = 12;

    private CompressionControls() {}

    static Reply get(Ioctl.Request request, Open open) throws SmbException, VolumeException {
        if (request.maxOutputResponse() < FORMAT_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        boolean compressed = isCompressed(open.metadata());
        WireWriter out = new WireWriter().u16(compressed ? FORMAT_LZNT1 : FORMAT_NONE);
        return IoctlHandler.answer(request, out);
    }

    static boolean isCompressed(Metadata metadata) {
        return (metadata.attributes() & Metadata.COMPRESSED) != 0;
    }

    static Reply set(Ioctl.Request request, Open open, WireReader in)
            throws SmbException, VolumeException, MalformedMessageException {
        int format = in.u16();
        open.require(AccessMask.FILE_WRITE_DATA);
        if (format != FORMAT_NONE && format != FORMAT_DEFAULT && format != FORMAT_LZNT1) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        open.stored().setCompressed(format != FORMAT_NONE);
        open.file()
                .volume()
                .changed(
                        open,
                        open.stored().path(),
                        NotifyHub.MODIFIED,
                        ChangeNotify.FILE_NOTIFY_CHANGE_ATTRIBUTES);
        return IoctlHandler.done(request);
    }
}
