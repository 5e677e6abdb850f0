package io.onehop.rpc.ndr;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads stub data in NDR, little-endian. [C706] chapter 14, [MS-RPCE] 2.2.4. Alignment counts from
 * the first byte of the stub. Primitive reads align themselves; the referents of embedded pointers
 * are read by the caller after the construct that holds them, in order. Full pointers are read like
 * unique ones: none of the interfaces here lets two pointers share a referent. One thread at a
 * time.
 */
public final class NdrReader {
    private final WireReader in;

    public NdrReader(WireReader in) {
        this.in = in;
    }

    public NdrReader(byte[] stub) {
        this(new WireReader(stub));
    }

    public int remaining() {
        return in.remaining();
    }

    public int u8() throws MalformedMessageException {
        return in.u8();
    }

    public int u16() throws MalformedMessageException {
        in.align(2);
        return in.u16();
    }

    public int i32() throws MalformedMessageException {
        in.align(4);
        return in.i32();
    }

    public long u32() throws MalformedMessageException {
        in.align(4);
        return in.u32();
    }

    public long i64() throws MalformedMessageException {
        in.align(8);
        return in.i64();
    }

    public UUID guid() throws MalformedMessageException {
        in.align(4);
        return in.guid();
    }

    public NdrReader align(int boundary) throws MalformedMessageException {
        in.align(boundary);
        return this;
    }

    /** Bytes as they are, not aligned. */
    public byte[] bytes(long count) throws MalformedMessageException {
        return in.bytes(count);
    }

    /** The referent id of a unique or full pointer: whether there is a referent. */
    public boolean pointer() throws MalformedMessageException {
        return i32() != 0;
    }

    /**
     * A count of elements which take at least {@code elementBytes} each in what is left of the
     * stub.
     */
    public int count(int elementBytes) throws MalformedMessageException {
        return checkedCount(u32(), elementBytes, Limits.MAX_NDR_ELEMENTS);
    }

    /** A count that another count already given must equal, as size_is says. */
    public int count(int elementBytes, long sizeIs) throws MalformedMessageException {
        int count = count(elementBytes);
        if (count != sizeIs) {
            throw new MalformedMessageException("conformance " + count + " instead of " + sizeIs);
        }
        return count;
    }

    /** A value that {@code [range]} keeps between zero and a limit; takes no memory by itself. */
    public int ranged(long most) throws MalformedMessageException {
        long value = u32();
        if (value > most) {
            throw new MalformedMessageException(value + " out of range 0 to " + most);
        }
        return (int) value;
    }

    /** A conformant array of bytes. */
    public byte[] conformantBytes() throws MalformedMessageException {
        return in.bytes(checkedCount(u32(), 1, Limits.MAX_RPC_CALL_BYTES));
    }

    /** A conformant and varying string of UTF-16 that ends with a NUL, which is not returned. */
    public String string() throws MalformedMessageException {
        String text = characters();
        int end = text.length() - 1;
        if (end < 0 || text.charAt(end) != 0) {
            throw new MalformedMessageException("string without terminator");
        }
        int first = text.indexOf('\0');
        return text.substring(0, first);
    }

    /** A conformant and varying array of UTF-16 without a terminator. */
    public String characters() throws MalformedMessageException {
        long most = u32();
        long offset = u32();
        int actual = count(2);
        if (offset != 0 || actual > most) {
            throw new MalformedMessageException(
                    "varying array " + offset + "+" + actual + " of " + most);
        }
        return in.utf16(2L * actual);
    }

    /** A unique pointer to a string, at top level: the referent follows at once. */
    public @Nullable String uniqueString() throws MalformedMessageException {
        return pointer() ? string() : null;
    }

    public ContextHandle contextHandle() throws MalformedMessageException {
        return new ContextHandle(i32(), guid());
    }

    /** RPC_SID with its conformance before it, as text. [MS-DTYP] 2.4.2.3. */
    public String sid() throws MalformedMessageException {
        int conformance = count(4);
        int revision = u8();
        int count = u8();
        if (revision != 1 || count != conformance || count > Limits.MAX_SUB_AUTHORITIES) {
            throw new MalformedMessageException("SID revision " + revision + ", count " + count);
        }
        long authority = 0;
        for (int i = 0; i < 6; i++) {
            authority = authority << 8 | u8();
        }
        StringBuilder text = new StringBuilder("S-1-").append(authority);
        for (int i = 0; i < count; i++) {
            text.append('-').append(u32());
        }
        return text.toString();
    }

    private int checkedCount(long count, int elementBytes, int most)
            throws MalformedMessageException {
        if (count > most || count * elementBytes > in.remaining()) {
            throw new MalformedMessageException(
                    count + " elements, " + in.remaining() + " bytes left");
        }
        return (int) count;
    }
}
