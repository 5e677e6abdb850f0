package io.onehop.server.open;

import io.onehop.volume.ExtendedAttribute;
import io.onehop.volume.VolumePath;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a CREATE asks for, checked in itself: parameters fit together and the name is a good one.
 *
 * @param disposition FILE_SUPERSEDE ... FILE_OVERWRITE_IF
 */
public record OpenPlan(
        Name name, Access access, int disposition, Contents contents, Lease.Wish wish) {
    /** Whether a file that is there is opened as it is. */
    boolean opensWhatIsThere() {
        return disposition == Create.FILE_OPEN || disposition == Create.FILE_OPEN_IF;
    }

    /**
     * The file and the stream in it.
     *
     * @param stream empty for the unnamed stream or the directory
     * @param explicitData whether the type $DATA was named: the directory itself is not meant
     * @param directory whether only a directory will do
     * @param suffixChars length of what the client put behind the path: stream, type, separator
     */
    public record Name(
            VolumePath path,
            String stream,
            boolean explicitData,
            boolean directory,
            int suffixChars) {}

    /**
     * @param desired with generic rights mapped; may hold MAXIMUM_ALLOWED
     * @param options CreateOptions without those that a server clears
     */
    public record Access(int desired, int share, int options) {
        /** Whether it is for more than to look at attributes and security. */
        boolean touchesData() {
            int looks =
                    AccessMask.FILE_READ_ATTRIBUTES
                            | AccessMask.READ_CONTROL
                            | AccessMask.SYNCHRONIZE;
            return (desired & ~looks) != 0;
        }

        public boolean hasOption(int option) {
            return (options & option) != 0;
        }
    }

    /**
     * What a new or overwritten file begins with.
     *
     * @param attributes as the client sent them
     * @param security self-relative, or null
     */
    public record Contents(
            int attributes,
            long allocationSize,
            byte @Nullable [] security,
            List<ExtendedAttribute> extendedAttributes) {}
}
