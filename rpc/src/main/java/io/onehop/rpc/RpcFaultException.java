package io.onehop.rpc;

/**
 * A call ends in a fault: thrown by interfaces, and what a client's call fails with. No stack
 * trace.
 */
public final class RpcFaultException extends Exception {
    private final int status;

    public RpcFaultException(int status) {
        super("RPC fault 0x" + Integer.toHexString(status), null, false, false);
        this.status = status;
    }

    /** One of {@link FaultStatus} or a Win32 code. */
    public int status() {
        return status;
    }
}
