package io.onehop.wire.fscc;

import io.onehop.wire.WireWriter;

/** The answer to a query of one information class. */
public interface Information {
    void encode(WireWriter out);

    /**
     * The bytes that a buffer must have at least; a larger answer may be cut where the class says
     * so. For classes of one size it is that size.
     */
    default int leastBytes() {
        return toBytes().length;
    }

    default byte[] toBytes() {
        WireWriter out = new WireWriter();
        encode(out);
        return out.toBytes();
    }
}
