package io.onehop.rpc.pdu;

import io.onehop.base.Limits;

/** The largest fragments that the sender of a bind or its answer will send and take, in bytes. */
public record FragmentSizes(int transmit, int receive) {
    /** What this side offers. */
    public static final FragmentSizes OFFERED =
            new FragmentSizes(Limits.MAX_RPC_FRAGMENT_BYTES, Limits.MAX_RPC_FRAGMENT_BYTES);

    /** What a server answers to a client that offers these: never more than either side takes. */
    public FragmentSizes answer() {
        return new FragmentSizes(
                Math.min(receive, OFFERED.transmit), Math.min(transmit, OFFERED.receive));
    }

    /** Whether both are as large as every implementation must take. */
    public boolean isLegal() {
        return transmit >= Limits.MIN_RPC_FRAGMENT_BYTES
                && receive >= Limits.MIN_RPC_FRAGMENT_BYTES;
    }
}
