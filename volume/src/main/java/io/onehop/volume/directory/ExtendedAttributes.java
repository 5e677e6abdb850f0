package io.onehop.volume.directory;

import io.onehop.base.Limits;
import io.onehop.volume.ExtendedAttribute;
import io.onehop.volume.NameFolding;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of extended attributes: for each the flags in one byte, the lengths of name (one
 * byte) and value (two bytes, big-endian), then both.
 */
final class ExtendedAttributes {
    private static final int HEADER_BYTES = 4;
    private static final int LONGEST_NAME_BYTES = 0xFF;
    private static final int LONGEST_VALUE_BYTES = 0xFFFF;

    private ExtendedAttributes() {}

    static List<ExtendedAttribute> decode(byte @Nullable [] stored) throws VolumeException {
        List<ExtendedAttribute> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(stored == null ? new byte[0] : stored);
        while (in.remaining() >= HEADER_BYTES) {
            int flags = in.get() & 0xFF;
            byte[] name = new byte[in.get() & 0xFF];
            byte[] value = new byte[in.getShort() & 0xFFFF];
            if (in.remaining() < name.length + value.length) {
                throw damaged();
            }
            in.get(name).get(value);
            all.add(new ExtendedAttribute(new String(name, StandardCharsets.UTF_8), flags, value));
        }
        if (in.hasRemaining()) {
            throw damaged();
        }
        return all;
    }

    private static VolumeException damaged() {
        return new VolumeException(Reason.IO_ERROR, "stored extended attributes are damaged");
    }

    static byte[] encode(List<ExtendedAttribute> all) throws VolumeException {
        int size = 0;
        for (ExtendedAttribute one : all) {
            int name = one.name().getBytes(StandardCharsets.UTF_8).length;
            if (name == 0 || name > LONGEST_NAME_BYTES) {
                throw new VolumeException(
                        Reason.NAME_INVALID, "name of an extended attribute of " + name + " bytes");
            }
            size += HEADER_BYTES + name + one.value().length;
            if (one.value().length > LONGEST_VALUE_BYTES || size > Limits.MAX_EA_BYTES) {
                throw new VolumeException(Reason.TOO_LARGE, "too many extended attributes");
            }
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        for (ExtendedAttribute one : all) {
            byte[] name = one.name().getBytes(StandardCharsets.UTF_8);
            out.put((byte) one.flags()).put((byte) name.length);
            out.putShort((short) one.value().length).put(name).put(one.value());
        }
        return out.array();
    }

    /** Those that are left when the changes were made. */
    static List<ExtendedAttribute> merge(
            List<ExtendedAttribute> before, List<ExtendedAttribute> changes) {
        List<ExtendedAttribute> after = new ArrayList<>(before);
        for (ExtendedAttribute change : changes) {
            after.removeIf(one -> NameFolding.same(one.name(), change.name()));
            if (change.value().length > 0) {
                after.add(change);
            }
        }
        return after;
    }

    /**
     * [MS-FSCC] 2.4.12: the length of all in the form that OS/2 had, which is what Windows gives: a
     * length of four bytes, and for each four bytes, the name with its zero, and the value.
     */
    static int size(List<ExtendedAttribute> all) {
        int size = all.isEmpty() ? 0 : 4;
        for (ExtendedAttribute one : all) {
            int name = one.name().getBytes(StandardCharsets.UTF_8).length;
            size += HEADER_BYTES + name + 1 + one.value().length;
        }
        return size;
    }
}
