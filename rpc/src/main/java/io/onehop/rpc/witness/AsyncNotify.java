package io.onehop.rpc.witness;

import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/** [MS-SWN] 3.1.4.4 WitnessrAsyncNotify. */
public final class AsyncNotify {
    public static final int OPNUM = 3;

    private AsyncNotify() {}

    public record Request(ContextHandle handle) {
        public static Request decode(NdrReader in) throws MalformedMessageException {
            return new Request(in.contextHandle());
        }

        public byte[] encode() {
            return new NdrWriter().contextHandle(handle).toBytes();
        }
    }

    /** A notification, or a status that says why there is none. */
    public record Response(@Nullable Notification notification, int status) {
        static Response failure(int status) {
            return new Response(null, status);
        }

        public static Response decode(NdrReader in) throws MalformedMessageException {
            Notification notification = in.pointer() ? Notification.decode(in) : null;
            return new Response(notification, in.i32());
        }

        public byte[] encode() {
            NdrWriter out = new NdrWriter();
            if (notification == null) {
                out.u32(0);
            } else {
                out.referent();
                notification.encode(out);
            }
            return out.u32(status).toBytes();
        }
    }
}
