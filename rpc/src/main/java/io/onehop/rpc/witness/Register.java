package io.onehop.rpc.witness;

import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;

/** [MS-SWN] 3.1.4.2 WitnessrRegister and 3.1.4.5 WitnessrRegisterEx. */
public final class Register {
    public static final int OPNUM = 1;
    public static final int OPNUM_EX = 4;

    public static final int VERSION_1 = 0x0001_0001;
    public static final int VERSION_2 = 0x0002_0000;

    /** WITNESS_REGISTER_IP_NOTIFICATION. */
    public static final int FLAG_IP_NOTIFICATION = 1;

    private Register() {}

    /**
     * Either request; flags, share and keep-alive exist in WitnessrRegisterEx only.
     *
     * @param keepAliveSeconds as long as the server may hold a WitnessrAsyncNotify
     */
    public record Request(
            boolean extended, int version, Registrant names, int flags, long keepAliveSeconds) {
        public static Request decode(NdrReader in) throws MalformedMessageException {
            int version = in.i32();
            String netName = in.uniqueString();
            String ipAddress = in.uniqueString();
            Registrant names = new Registrant(netName, null, ipAddress, in.uniqueString());
            return new Request(false, version, names, 0, 0);
        }

        public static Request decodeExtended(NdrReader in) throws MalformedMessageException {
            int version = in.i32();
            String netName = in.uniqueString();
            String shareName = in.uniqueString();
            String ipAddress = in.uniqueString();
            Registrant names = new Registrant(netName, shareName, ipAddress, in.uniqueString());
            return new Request(true, version, names, in.i32(), in.u32());
        }

        public byte[] encode() {
            NdrWriter out = new NdrWriter();
            out.u32(version).uniqueString(names.netName());
            if (extended) {
                out.uniqueString(names.shareName());
            }
            out.uniqueString(names.ipAddress()).uniqueString(names.clientComputerName());
            if (extended) {
                out.u32(flags).u32(keepAliveSeconds);
            }
            return out.toBytes();
        }
    }

    /** The registration's handle, null when refused. */
    public record Response(ContextHandle handle, int status) {
        public static Response decode(NdrReader in) throws MalformedMessageException {
            return new Response(in.contextHandle(), in.i32());
        }

        public byte[] encode() {
            return new NdrWriter().contextHandle(handle).u32(status).toBytes();
        }
    }
}
