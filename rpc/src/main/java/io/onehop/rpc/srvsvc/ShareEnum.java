package io.onehop.rpc.srvsvc;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;

/** [MS-SRVS] 3.1.4.8 NetrShareEnum at level 1, as a client asks and reads it. */
public final class ShareEnum {
    public static final int OPNUM = 15;

    /** SHARE_INFO_1. */
    public record Share(String name, int type, String comment) {}

    public record Response(List<Share> shares, int status) {
        public Response {
            shares = List.copyOf(shares);
        }

        public static Response decode(NdrReader in) throws MalformedMessageException {
            int level = in.i32();
            int discriminant = in.i32();
            if (level != 1 || discriminant != 1) {
                throw new MalformedMessageException("level that was not asked for");
            }
            List<Share> shares = in.pointer() ? container(in) : List.of();
            in.u32();
            if (in.pointer()) {
                in.u32();
            }
            return new Response(shares, in.i32());
        }

        private static List<Share> container(NdrReader in) throws MalformedMessageException {
            long entries = in.u32();
            if (!in.pointer()) {
                return List.of();
            }
            int count = in.count(12, entries);
            boolean[] names = new boolean[count];
            int[] types = new int[count];
            boolean[] comments = new boolean[count];
            for (int i = 0; i < count; i++) {
                names[i] = in.pointer();
                types[i] = in.i32();
                comments[i] = in.pointer();
            }
            List<Share> shares = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String name = names[i] ? in.string() : "";
                shares.add(new Share(name, types[i], comments[i] ? in.string() : ""));
            }
            return shares;
        }
    }

    private ShareEnum() {}

    /** A request for all shares. */
    public static byte[] request(String serverName) {
        NdrWriter out = new NdrWriter().uniqueString("\\\\" + serverName);
        EnumQuery.encode(out, 1);
        return out.toBytes();
    }
}
