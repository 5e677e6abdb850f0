package io.onehop.rpc;

/** A client's call failed because its connection was refused or closed. No stack trace. */
public final class RpcClosedException extends Exception {
    public RpcClosedException(String reason) {
        super(reason, null, false, false);
    }
}
