package io.onehop.rpc;

import io.onehop.rpc.ServerSecurity.Admission;
import io.onehop.rpc.pdu.Pdu.Request;
import io.onehop.wire.WireWriter;

/** A request whose fragments are still arriving. On the connection's executor. */
final class RequestAssembly {
    private final int callId;
    private final int contextId;
    private final int opnum;
    private final Admission admission;
    private final int limitBytes;
    private final WireWriter stub = new WireWriter();

    RequestAssembly(int callId, Request first, Admission admission, int limitBytes) {
        this.callId = callId;
        this.contextId = first.contextId();
        this.opnum = first.opnum();
        this.admission = admission;
        this.limitBytes = limitBytes;
    }

    /** Whether a fragment belongs to this call: same ids, and the same security context. */
    boolean accepts(int otherCallId, Request next, Admission other) {
        return otherCallId == callId
                && next.contextId() == contextId
                && next.opnum() == opnum
                && other.protection() == admission.protection();
    }

    /** Adds a fragment's stub; false when the call gets too large. */
    boolean add(byte[] bytes) {
        if (bytes.length > limitBytes - stub.position()) {
            return false;
        }
        stub.bytes(bytes);
        return true;
    }

    int callId() {
        return callId;
    }

    int contextId() {
        return contextId;
    }

    int opnum() {
        return opnum;
    }

    Admission admission() {
        return admission;
    }

    byte[] stub() {
        return stub.toBytes();
    }
}
