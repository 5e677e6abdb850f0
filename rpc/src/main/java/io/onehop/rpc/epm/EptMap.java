package io.onehop.rpc.epm;

import io.onehop.base.Limits;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** [MS-RPCE] 2.2.1.2.5 ept_map. Towers stay octets until somebody understands them. */
public final class EptMap {
    public static final int OPNUM = 3;

    private EptMap() {}

    public record Request(
            @Nullable UUID object, byte @Nullable [] tower, ContextHandle handle, int maxTowers) {
        /** Asks for every endpoint of an interface. */
        public static Request of(Tower tower) {
            return new Request(
                    new UUID(0, 0),
                    tower.encode(),
                    ContextHandle.NULL,
                    Limits.MAX_ENDPOINT_ENTRIES);
        }

        static Request decode(NdrReader in) throws MalformedMessageException {
            UUID object = in.pointer() ? in.guid() : null;
            byte[] tower = in.pointer() ? octets(in) : null;
            ContextHandle handle = in.contextHandle();
            return new Request(object, tower, handle, in.ranged(Limits.MAX_ENDPOINT_ENTRIES));
        }

        public byte[] encode() {
            NdrWriter out = new NdrWriter();
            if (object == null) {
                out.u32(0);
            } else {
                out.referent().guid(object);
            }
            if (tower == null) {
                out.u32(0);
            } else {
                octets(out.referent(), tower);
            }
            return out.contextHandle(handle).u32(maxTowers).toBytes();
        }
    }

    public record Response(ContextHandle handle, int maxTowers, List<byte[]> towers, int status) {
        public Response {
            towers = List.copyOf(towers);
        }

        public static Response decode(NdrReader in) throws MalformedMessageException {
            ContextHandle handle = in.contextHandle();
            long number = in.u32();
            int most = in.ranged(Limits.MAX_ENDPOINT_ENTRIES);
            long offset = in.u32();
            int count = in.count(4, number);
            if (offset != 0 || count > most) {
                throw new MalformedMessageException(count + " towers of " + most);
            }
            boolean[] present = new boolean[count];
            for (int i = 0; i < count; i++) {
                present[i] = in.pointer();
            }
            List<byte[]> towers = new ArrayList<>();
            for (boolean each : present) {
                if (each) {
                    towers.add(octets(in));
                }
            }
            return new Response(handle, most, towers, in.i32());
        }

        byte[] encode() {
            NdrWriter out = new NdrWriter();
            out.contextHandle(handle).u32(towers.size());
            out.u32(maxTowers).u32(0).u32(towers.size());
            towers.forEach(tower -> out.pointer(tower, octets -> octets(out, octets)));
            return out.deferred().u32(status).toBytes();
        }

        /** The endpoints among the towers that are TCP ones. */
        public List<Tower> tcpTowers() {
            List<Tower> understood = new ArrayList<>();
            for (byte[] octets : towers) {
                Tower tower = Tower.orNull(octets);
                if (tower != null) {
                    understood.add(tower);
                }
            }
            return understood;
        }
    }

    /** twr_t: the length twice, as conformance and as field. */
    static byte[] octets(NdrReader in) throws MalformedMessageException {
        int conformance = in.count(1);
        long length = in.u32();
        if (length != conformance) {
            throw new MalformedMessageException("tower of " + length + " in " + conformance);
        }
        return in.bytes(length);
    }

    static void octets(NdrWriter out, byte[] octets) {
        out.u32(octets.length).u32(octets.length).bytes(octets);
    }
}
