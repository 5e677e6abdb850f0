package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * [MS-FSCC] 2.4.16: one extended attribute.
 *
 * @param flags 0 or {@link #NEED_EA}
 * @param name of single-byte characters
 * @param value empty in a SET to remove the attribute
 */
public record FileFullEaInformation(int flags, String name, byte[] value) {
    public static final int NEED_EA = 0x80;

    /** Alignment of the entries of a list in bytes. */
    public static final int ALIGNMENT = 4;

    private static final int MAX_ENTRIES = 4096;
    private static final int MAX_NAME_BYTES = 254;
    private static final String FORBIDDEN = "\\/:*?\"<>|,+=[];";

    /** Reads all attributes of a list. */
    public static List<FileFullEaInformation> decodeList(WireReader in)
            throws MalformedMessageException {
        return EntryChain.decode(in, MAX_ENTRIES, FileFullEaInformation::decode);
    }

    private static FileFullEaInformation decode(WireReader in) throws MalformedMessageException {
        in.skip(4);
        int flags = in.u8();
        int nameLength = in.u8();
        int valueLength = in.u16();
        String name = new String(in.bytes(nameLength), StandardCharsets.ISO_8859_1);
        in.skip(1);
        return new FileFullEaInformation(flags, name, in.bytes(valueLength));
    }

    /** Writes one entry of an {@link EntryChain}. */
    public void encode(WireWriter out) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        out.u32(0).u8(flags).u8(bytes.length).u16(value.length).bytes(bytes).u8(0).bytes(value);
    }

    /** Whether name and flags may be stored. */
    public boolean isValid() {
        return (flags & ~NEED_EA) == 0 && isValidName(name);
    }

    /** Whether an attribute can have this name. */
    public static boolean isValidName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME_BYTES
                && name.chars().allMatch(c -> c >= 0x20 && FORBIDDEN.indexOf(c) < 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileFullEaInformation ea
                && flags == ea.flags
                && name.equals(ea.name)
                && Arrays.equals(value, ea.value);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + Arrays.hashCode(value);
    }
}
