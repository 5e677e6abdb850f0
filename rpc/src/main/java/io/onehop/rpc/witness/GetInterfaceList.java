package io.onehop.rpc.witness;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;

/** [MS-SWN] 3.1.4.1 WitnessrGetInterfaceList. The request has no parameters. */
public final class GetInterfaceList {
    public static final int OPNUM = 0;

    private GetInterfaceList() {}

    /** The list, which is empty when the status says why. */
    public record Response(List<InterfaceInfo> interfaces, int status) {
        public Response {
            interfaces = List.copyOf(interfaces);
        }

        public static Response decode(NdrReader in) throws MalformedMessageException {
            List<InterfaceInfo> interfaces = new ArrayList<>();
            if (in.pointer()) {
                long number = in.u32();
                if (in.pointer()) {
                    int count = in.count(InterfaceInfo.BYTES, number);
                    for (int i = 0; i < count; i++) {
                        interfaces.add(InterfaceInfo.decode(in));
                    }
                }
            }
            return new Response(interfaces, in.i32());
        }

        public byte[] encode() {
            NdrWriter out = new NdrWriter();
            if (status != WitnessStatus.SUCCESS) {
                return out.u32(0).u32(status).toBytes();
            }
            out.referent().u32(interfaces.size()).referent().u32(interfaces.size());
            interfaces.forEach(each -> each.encode(out));
            return out.u32(status).toBytes();
        }
    }
}
