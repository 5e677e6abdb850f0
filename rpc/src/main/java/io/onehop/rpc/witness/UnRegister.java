package io.onehop.rpc.witness;

import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;

/** [MS-SWN] 3.1.4.3 WitnessrUnRegister and 3.1.4.6 WitnessrUnRegisterEx. */
public final class UnRegister {
    public static final int OPNUM = 2;
    public static final int OPNUM_EX = 5;

    private UnRegister() {}

    public record Request(ContextHandle handle) {
        public static Request decode(NdrReader in) throws MalformedMessageException {
            return new Request(in.contextHandle());
        }

        public byte[] encode() {
            return new NdrWriter().contextHandle(handle).toBytes();
        }
    }

    public record Response(int status) {
        public static Response decode(NdrReader in) throws MalformedMessageException {
            return new Response(in.i32());
        }

        public byte[] encode() {
            return new NdrWriter().u32(status).toBytes();
        }
    }

    /** The answer to WitnessrUnRegisterEx, whose handle comes back: null after success. */
    public record ResponseEx(ContextHandle handle, int status) {
        public static ResponseEx decode(NdrReader in) throws MalformedMessageException {
            return new ResponseEx(in.contextHandle(), in.i32());
        }

        public byte[] encode() {
            return new NdrWriter().contextHandle(handle).u32(status).toBytes();
        }
    }
}
