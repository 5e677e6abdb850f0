package io.onehop.volume;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new file or directory begins with.
 *
 * @param attributes only {@link Metadata#SETTABLE} bits count
 * @param allocationSize bytes to reserve, a hint
 * @param inheritsCompression whether it is compressed if its directory is
 * @param security a self-relative security descriptor ([MS-DTYP] 2.4.6), or null for none stored
 */
public record NewFile(
        boolean directory,
        int attributes,
        long allocationSize,
        boolean inheritsCompression,
        byte @Nullable [] security,
        List<ExtendedAttribute> extendedAttributes) {
    public NewFile(
            boolean directory,
            int attributes,
            long allocationSize,
            byte @Nullable [] security,
            List<ExtendedAttribute> extendedAttributes) {
        this(directory, attributes, allocationSize, true, security, extendedAttributes);
    }

    /** A file or directory with nothing special. */
    public static NewFile plain(boolean directory) {
        return new NewFile(directory, 0, 0, null, List.of());
    }
}
