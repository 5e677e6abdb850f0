package io.onehop.rpc;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import java.util.concurrent.CompletableFuture;

/**
 * One interface of a server. Called on the executors of many connections at once; it serialises its
 * own state. A call that waits returns a future that any thread may complete later; when the client
 * cancels the call or goes away, the connection cancels that future.
 */
public interface RpcInterface {
    SyntaxId syntax();

    /** Calls below this level are refused with access denied. */
    default AuthLevel minimumLevel() {
        return AuthLevel.NONE;
    }

    /** Whether a caller must be known: by the RPC authentication or by the named pipe. */
    default boolean needsCaller() {
        return true;
    }

    /**
     * Runs one call. The result is the response's stub.
     *
     * @throws MalformedMessageException when the stub cannot be read
     * @throws RpcFaultException when the call ends in a fault; a future may fail with it too
     */
    CompletableFuture<byte[]> call(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException;

    /** A connection closed; its waiting calls were cancelled before. */
    default void connectionClosed(long connectionId) {}

    /** The last connection of an association closed: its context handles are run down. */
    default void associationClosed(int associationId) {}
}
