package io.onehop.rpc;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.wire.MalformedMessageException;

/** Makes calls to an interface without a connection. */
public final class Calls {
    private Calls() {}

    public static NdrReader call(RpcInterface target, int opnum, byte[] stub, boolean administrator)
            throws MalformedMessageException, RpcFaultException {
        RpcCaller caller =
                new RpcCaller("WG", "tester", "S-1-5-21-1-2-3-1000", false, administrator);
        return call(target, opnum, stub, caller);
    }

    public static NdrReader call(RpcInterface target, int opnum, byte[] stub, RpcCaller caller)
            throws MalformedMessageException, RpcFaultException {
        CallContext context = new CallContext(1, 1, AuthLevel.NONE, caller, Loopback.PEER);
        return new NdrReader(target.call(opnum, new NdrReader(stub), context).join());
    }

    /** As {@link #call}, for mutated stubs: a fault is as good an answer as any. */
    public static void survive(RpcInterface target, int opnum, byte[] stub) {
        Mutations.survive(
                stub,
                input -> {
                    try {
                        call(target, opnum, input, true);
                    } catch (RpcFaultException e) {
                        throw new MalformedMessageException(String.valueOf(e.getMessage()));
                    }
                });
    }
}
