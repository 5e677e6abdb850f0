package io.onehop.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Reads little-endian fields from a buffer and checks every bound. Offset 0 is the first byte that
 * was given, whatever the buffer's own position. Slices share the buffer's memory: copy what must
 * outlive it. One thread at a time.
 */
public final class WireReader {
    private final ByteBuffer buffer;

    public WireReader(ByteBuffer buffer) {
        this.buffer = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    public WireReader(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    public int position() {
        return buffer.position();
    }

    public int remaining() {
        return buffer.remaining();
    }

    /** All bytes, read or not. */
    public int length() {
        return buffer.limit();
    }

    public void seek(long position) throws MalformedMessageException {
        if (position < 0 || position > buffer.limit()) {
            throw new MalformedMessageException("offset " + position + " beyond " + buffer.limit());
        }
        buffer.position((int) position);
    }

    public void skip(long count) throws MalformedMessageException {
        need(count);
        buffer.position(buffer.position() + (int) count);
    }

    /** Moves to the next multiple of {@code boundary} (a power of two) from the start. */
    public void align(int boundary) throws MalformedMessageException {
        seek(((long) buffer.position() + boundary - 1) & -boundary);
    }

    public int u8() throws MalformedMessageException {
        need(1);
        return buffer.get() & 0xFF;
    }

    public int u16() throws MalformedMessageException {
        need(2);
        return buffer.getShort() & 0xFFFF;
    }

    /** 32 bits as they are, for flags, ids and status codes. */
    public int i32() throws MalformedMessageException {
        need(4);
        return buffer.getInt();
    }

    /** 32 bits as an unsigned number, for counts and lengths. */
    public long u32() throws MalformedMessageException {
        return i32() & 0xFFFF_FFFFL;
    }

    public long i64() throws MalformedMessageException {
        need(8);
        return buffer.getLong();
    }

    /** A GUID in its mixed-endian form. [MS-DTYP] 2.3.4.2. */
    public UUID guid() throws MalformedMessageException {
        long a = u32();
        long b = u16();
        long c = u16();
        need(8);
        long low = Long.reverseBytes(buffer.getLong());
        return new UUID(a << 32 | b << 16 | c, low);
    }

    /** A copy of the next bytes; the count is checked before anything is allocated. */
    public byte[] bytes(long count) throws MalformedMessageException {
        need(count);
        byte[] out = new byte[(int) count];
        buffer.get(out);
        return out;
    }

    /** The next bytes without a copy, little-endian. */
    public ByteBuffer slice(long count) throws MalformedMessageException {
        need(count);
        ByteBuffer out =
                buffer.slice(buffer.position(), (int) count).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(buffer.position() + (int) count);
        return out;
    }

    /**
     * A UTF-16LE string of a length in bytes; an odd length is malformed, unpaired surrogates are
     * kept.
     */
    public String utf16(long lengthBytes) throws MalformedMessageException {
        if ((lengthBytes & 1) != 0) {
            throw new MalformedMessageException("odd length of UTF-16: " + lengthBytes);
        }
        need(lengthBytes);
        char[] chars = new char[(int) lengthBytes / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = buffer.getChar();
        }
        return new String(chars);
    }

    public String ascii(long lengthBytes) throws MalformedMessageException {
        return new String(bytes(lengthBytes), StandardCharsets.US_ASCII);
    }

    /**
     * A reader of {@code length} bytes from {@code offset} (from the start); does not move this
     * one.
     */
    public WireReader window(long offset, long length) throws MalformedMessageException {
        if (offset < 0
                || length < 0
                || offset > buffer.limit()
                || length > buffer.limit() - offset) {
            throw new MalformedMessageException(
                    "bytes " + offset + "+" + length + " beyond " + buffer.limit());
        }
        return new WireReader(buffer.slice((int) offset, (int) length));
    }

    /** Reads the StructureSize that begins every message and refuses another one. */
    public void structureSize(int expected) throws MalformedMessageException {
        int found = u16();
        if (found != expected) {
            throw new MalformedMessageException(
                    "StructureSize " + found + " instead of " + expected);
        }
    }

    private void need(long count) throws MalformedMessageException {
        if (count < 0 || count > buffer.remaining()) {
            throw new MalformedMessageException(
                    count
                            + " bytes wanted at "
                            + buffer.position()
                            + ", "
                            + buffer.remaining()
                            + " left");
        }
    }
}
