package io.onehop.rpc;

import java.nio.ByteBuffer;

/** Where a connection's packets go. Called on the connection's executor only. */
public interface RpcSink {
    /** Sends one packet; the buffer is the receiver's from now on. */
    void send(ByteBuffer packet);

    /** Sends what is still to be sent and closes the transport. */
    void close(String reason);
}
