package io.onehop.rpc.ndr;

import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes stub data in NDR, little-endian. [C706] chapter 14. Primitive writes align themselves.
 * {@link #pointer} writes a referent id and keeps the referent until {@link #deferred} is called at
 * the end of the outermost construct; referents with pointers of their own nest depth first. One
 * thread at a time.
 */
public final class NdrWriter {
    private static final int FIRST_REFERENT = 0x0002_0000;

    private final WireWriter out = new WireWriter();
    private List<Runnable> pending = new ArrayList<>();
    private int nextReferent = FIRST_REFERENT;

    public NdrWriter u8(int value) {
        out.u8(value);
        return this;
    }

    public NdrWriter u16(int value) {
        out.align(2).u16(value);
        return this;
    }

    public NdrWriter u32(long value) {
        out.align(4).u32(value);
        return this;
    }

    public NdrWriter u64(long value) {
        out.align(8).u64(value);
        return this;
    }

    public NdrWriter guid(UUID value) {
        out.align(4).guid(value);
        return this;
    }

    public NdrWriter align(int boundary) {
        out.align(boundary);
        return this;
    }

    public NdrWriter bytes(byte[] value) {
        out.bytes(value);
        return this;
    }

    public NdrWriter zero(int count) {
        out.zero(count);
        return this;
    }

    public NdrWriter utf16(String value) {
        out.align(2).utf16(value);
        return this;
    }

    /** A pointer whose referent, if there is a value, comes with {@link #deferred}. */
    public <T> NdrWriter pointer(@Nullable T value, Consumer<T> referent) {
        if (value == null) {
            return u32(0);
        }
        T present = value;
        pending.add(() -> referent.accept(present));
        return referent();
    }

    /** The referent id of a pointer whose referent the caller writes next. */
    public NdrWriter referent() {
        u32(nextReferent);
        nextReferent += 4;
        return this;
    }

    /** The referents of all pointers written since the last call. */
    public NdrWriter deferred() {
        while (!pending.isEmpty()) {
            List<Runnable> round = pending;
            pending = new ArrayList<>();
            for (Runnable referent : round) {
                referent.run();
                deferred();
            }
        }
        return this;
    }

    /** A pointer to a terminated string, its referent deferred. */
    public NdrWriter stringPointer(@Nullable String value) {
        return pointer(value, this::string);
    }

    /** A unique pointer to a string at top level. */
    public NdrWriter uniqueString(@Nullable String value) {
        if (value == null) {
            return u32(0);
        }
        return referent().string(value);
    }

    /** A conformant and varying string with its terminator. */
    public NdrWriter string(String value) {
        int chars = value.length() + 1;
        u32(chars).u32(0).u32(chars);
        out.utf16(value).u16(0);
        return this;
    }

    /** A conformant array of bytes. */
    public NdrWriter conformantBytes(byte[] value) {
        return u32(value.length).bytes(value);
    }

    public NdrWriter contextHandle(ContextHandle handle) {
        return u32(handle.attributes()).guid(handle.id());
    }

    /** RPC_UNICODE_STRING; the characters are deferred. [MS-DTYP] 2.3.10. */
    public NdrWriter unicodeString(@Nullable String value) {
        if (value == null) {
            return align(4).u16(0).u16(0).u32(0);
        }
        int length = 2 * value.length();
        align(4).u16(length).u16(length);
        return pointer(
                value,
                text -> {
                    u32(text.length()).u32(0).u32(text.length());
                    out.utf16(text);
                });
    }

    /** RPC_SID with its conformance before it, from its text. [MS-DTYP] 2.4.2.3. */
    public NdrWriter sid(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length < 3 || !parts[0].equals("S") || !parts[1].equals("1")) {
            throw new IllegalStateException("no SID: " + text);
        }
        int count = parts.length - 3;
        u32(count).u8(1).u8(count);
        long authority = Long.parseLong(parts[2]);
        for (int shift = 40; shift >= 0; shift -= 8) {
            u8((int) (authority >>> shift));
        }
        for (int i = 3; i < parts.length; i++) {
            u32(Long.parseLong(parts[i]));
        }
        return this;
    }

    public byte[] toBytes() {
        if (!pending.isEmpty()) {
            throw new IllegalStateException("referents were not written");
        }
        return out.toBytes();
    }
}
