package io.onehop.server.open;

import io.onehop.server.serve.SmbException;
import io.onehop.volume.StoredFile;
import io.onehop.volume.Volume;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client is told that came upon a reparse point. [MS-SMB2] 2.2.2.2.1 */
final class ReparsePoints {
    private static final int TAG_SYMLINK = 0xA000_000C;
    private static final int SYMLINK_PATH_OFFSET = 20;

    private ReparsePoints() {}

    /**
     * What is on the way of a name that the store found a link in.
     *
     * @throws VolumeException when the store fails otherwise
     */
    static SmbException onTheWay(Volume volume, OpenPlan.Name name) throws VolumeException {
        List<String> all = name.path().components();
        for (int i = 1; i < all.size(); i++) {
            byte[] data;
            try (StoredFile at = volume.open(new VolumePath(all.subList(0, i)))) {
                data = at.reparsePoint();
            } catch (VolumeException e) {
                if (e.reason() == VolumeException.Reason.REPARSE_POINT) {
                    break;
                }
                throw e;
            }
            if (data != null) {
                int rest = name.suffixChars();
                for (String component : all.subList(i, all.size())) {
                    rest += 1 + component.length();
                }
                return stopped(data, rest);
            }
        }
        // A link or a mount of the host, which is not served.
        return new SmbException(NtStatus.OBJECT_PATH_NOT_FOUND);
    }

    /**
     * The answer for a name that ends in, or goes through, a reparse point.
     *
     * @param rest characters of the name behind it
     */
    static SmbException stopped(byte @Nullable [] data, int rest) {
        return data == null
                ? new SmbException(NtStatus.IO_REPARSE_TAG_NOT_HANDLED)
                : stopped(
                        new WireReader(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN)), rest);
    }

    private static SmbException stopped(WireReader in, int rest) {
        try {
            if (in.i32() != TAG_SYMLINK) {
                return new SmbException(NtStatus.IO_REPARSE_TAG_NOT_HANDLED);
            }
            in.skip(4);
            int substituteOffset = in.u16();
            int substituteLength = in.u16();
            int printOffset = in.u16();
            int printLength = in.u16();
            boolean relative = (in.i32() & 1) != 0;
            String substitute =
                    in.window(SYMLINK_PATH_OFFSET + substituteOffset, substituteLength)
                            .utf16(substituteLength);
            String print =
                    in.window(SYMLINK_PATH_OFFSET + printOffset, printLength).utf16(printLength);
            return new SmbException(
                    NtStatus.STOPPED_ON_SYMLINK,
                    List.of(
                            new ErrorContext.SymbolicLink(
                                    rest * Character.BYTES, relative, substitute, print)));
        } catch (MalformedMessageException e) {
            return new SmbException(NtStatus.IO_REPARSE_DATA_INVALID);
        }
    }
}
