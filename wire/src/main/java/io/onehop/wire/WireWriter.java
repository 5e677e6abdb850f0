package io.onehop.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Writes little-endian fields into a buffer that grows. One thread at a time. */
public final class WireWriter {
    private static final VarHandle U16 =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int position;

    public WireWriter() {
        this(256);
    }

    public WireWriter(int capacity) {
        bytes = new byte[capacity];
    }

    public int position() {
        return position;
    }

    public WireWriter u8(int value) {
        ensure(1);
        bytes[position++] = (byte) value;
        return this;
    }

    public WireWriter u16(int value) {
        ensure(2);
        U16.set(bytes, position, (short) value);
        position += 2;
        return this;
    }

    public WireWriter u32(long value) {
        ensure(4);
        U32.set(bytes, position, (int) value);
        position += 4;
        return this;
    }

    public WireWriter u64(long value) {
        ensure(8);
        U64.set(bytes, position, value);
        position += 8;
        return this;
    }

    /** A GUID in its mixed-endian form. [MS-DTYP] 2.3.4.2. */
    public WireWriter guid(UUID value) {
        long high = value.getMostSignificantBits();
        u32(high >>> 32).u16((int) (high >>> 16)).u16((int) high);
        return u64(Long.reverseBytes(value.getLeastSignificantBits()));
    }

    public WireWriter bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    public WireWriter bytes(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, position, length);
        position += length;
        return this;
    }

    /** Copies what remains in the source, whose position stays. */
    public WireWriter bytes(ByteBuffer source) {
        int length = source.remaining();
        ensure(length);
        source.get(source.position(), bytes, position, length);
        position += length;
        return this;
    }

    public WireWriter zero(int count) {
        ensure(count);
        // Reused or patched memory may not be zero.
        Arrays.fill(bytes, position, position + count, (byte) 0);
        position += count;
        return this;
    }

    /** UTF-16LE without a terminator. */
    public WireWriter utf16(String value) {
        int length = value.length();
        ensure(length * 2);
        for (int i = 0; i < length; i++) {
            U16.set(bytes, position + 2 * i, (short) value.charAt(i));
        }
        position += 2 * length;
        return this;
    }

    public WireWriter ascii(String value) {
        return bytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Zeros up to the next multiple of {@code boundary} (a power of two), counted from {@code
     * start}.
     */
    public WireWriter align(int boundary, int start) {
        return zero(-(position - start) & (boundary - 1));
    }

    public WireWriter align(int boundary) {
        return align(boundary, 0);
    }

    public WireWriter patchU16(int at, int value) {
        U16.set(bytes, checked(at, 2), (short) value);
        return this;
    }

    public WireWriter patchU32(int at, long value) {
        U32.set(bytes, checked(at, 4), (int) value);
        return this;
    }

    public WireWriter patchU64(int at, long value) {
        U64.set(bytes, checked(at, 8), value);
        return this;
    }

    public WireWriter patchBytes(int at, byte[] source) {
        System.arraycopy(source, 0, bytes, checked(at, source.length), source.length);
        return this;
    }

    /** Drops all that was written from {@code position} on. */
    public WireWriter truncate(int to) {
        position = checked(to, 0);
        return this;
    }

    /** What was written, as a view of this writer's memory: valid until the next write. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, position).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, position);
    }

    private int checked(int at, int length) {
        if (at < 0 || at + length > position) {
            throw new IllegalStateException(
                    "patch of " + length + " bytes at " + at + " beyond " + position);
        }
        return at;
    }

    private void ensure(int count) {
        if (count > bytes.length - position) {
            bytes =
                    Arrays.copyOf(
                            bytes, Math.max(bytes.length * 2, Math.addExact(position, count)));
        }
    }
}
