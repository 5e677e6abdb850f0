package io.onehop.wire.ntlm;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sequence of AV_PAIR without its end mark. [MS-NLMP] 2.2.2.1. */
public record AvPairs(List<AvPair> pairs) {
    public static final AvPairs NONE = new AvPairs(List.of());

    public AvPairs {
        pairs = List.copyOf(pairs);
    }

    /** Reads up to and with the end mark; what follows it is not looked at. */
    public static AvPairs decode(WireReader in) throws MalformedMessageException {
        List<AvPair> pairs = new ArrayList<>();
        while (true) {
            int id = in.u16();
            byte[] value = in.bytes(in.u16());
            if (id == AvPair.EOL) {
                return new AvPairs(pairs);
            }
            if (pairs.size() == Limits.MAX_AV_PAIRS) {
                throw new MalformedMessageException("more AV pairs than " + Limits.MAX_AV_PAIRS);
            }
            pairs.add(new AvPair(id, value));
        }
    }

    /** Writes the pairs and the end mark. */
    public void encode(WireWriter out) {
        for (AvPair pair : pairs) {
            out.u16(pair.id()).u16(pair.value().length).bytes(pair.value());
        }
        out.u16(AvPair.EOL).u16(0);
    }

    public byte[] toBytes() {
        WireWriter out = new WireWriter();
        encode(out);
        return out.toBytes();
    }

    /** The first value of this id. */
    public byte @Nullable [] value(int id) {
        for (AvPair pair : pairs) {
            if (pair.id() == id) {
                return pair.value();
            }
        }
        return null;
    }

    public @Nullable String text(int id) throws MalformedMessageException {
        byte[] value = value(id);
        return value == null ? null : new WireReader(value).utf16(value.length);
    }

    /** MsvAvFlags, zero if absent. */
    public int flags() throws MalformedMessageException {
        byte[] value = value(AvPair.FLAGS);
        return value == null ? 0 : new WireReader(value).i32();
    }

    /** These pairs with one set: in its place if it is there, else at the end. */
    public AvPairs with(int id, byte[] value) {
        List<AvPair> result = new ArrayList<>(pairs);
        AvPair pair = new AvPair(id, value);
        for (int i = 0; i < result.size(); i++) {
            if (result.get(i).id() == id) {
                result.set(i, pair);
                return new AvPairs(result);
            }
        }
        result.add(pair);
        return new AvPairs(result);
    }

    public AvPairs with(int id, String text) {
        return with(id, new WireWriter().utf16(text).toBytes());
    }

    public AvPairs withFlags(int flags) {
        return with(AvPair.FLAGS, new WireWriter().u32(flags).toBytes());
    }

    public AvPairs withTimestamp(long fileTime) {
        return with(AvPair.TIMESTAMP, new WireWriter().u64(fileTime).toBytes());
    }
}
