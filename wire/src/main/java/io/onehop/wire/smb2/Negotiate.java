package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/** Chooses the dialect. [MS-SMB2] 2.2.3, 2.2.4. */
public final class Negotiate {
    public static final int SIGNING_ENABLED = 0x0001;
    public static final int SIGNING_REQUIRED = 0x0002;

    public static final int GLOBAL_CAP_DFS = 0x01;
    public static final int GLOBAL_CAP_LEASING = 0x02;
    public static final int GLOBAL_CAP_LARGE_MTU = 0x04;
    public static final int GLOBAL_CAP_MULTI_CHANNEL = 0x08;
    public static final int GLOBAL_CAP_PERSISTENT_HANDLES = 0x10;
    public static final int GLOBAL_CAP_DIRECTORY_LEASING = 0x20;
    public static final int GLOBAL_CAP_ENCRYPTION = 0x40;
    public static final int GLOBAL_CAP_NOTIFICATIONS = 0x80;

    private static final int SMB_3_1_1 = 0x0311;

    private Negotiate() {}

    /**
     * [MS-SMB2] 2.2.3.
     *
     * @param dialects numbers as offered, known or not ({@link Dialect#of})
     * @param contexts read and written only if 3.1.1 is among the dialects
     */
    public record Request(
            int securityMode,
            int capabilities,
            UUID clientGuid,
            List<Integer> dialects,
            List<NegotiateContext> contexts)
            implements io.onehop.wire.smb2.Request {
        public Request {
            dialects = List.copyOf(dialects);
            contexts = List.copyOf(contexts);
        }

        @Override
        public Command command() {
            return Command.NEGOTIATE;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(36);
            int dialectCount = in.u16();
            int securityMode = in.u16();
            in.skip(2);
            int capabilities = in.i32();
            UUID clientGuid = in.guid();
            long contextOffset = in.u32();
            int contextCount = in.u16();
            in.skip(2);
            Body.limit("dialects", dialectCount, Limits.MAX_DIALECTS);
            List<Integer> dialects = Body.u16s(in, dialectCount);
            List<NegotiateContext> contexts =
                    dialects.contains(SMB_3_1_1)
                            ? NegotiateContext.decodeAll(in, contextOffset, contextCount)
                            : List.of();
            return new Request(securityMode, capabilities, clientGuid, dialects, contexts);
        }

        @Override
        public void encode(WireWriter out) {
            int start = Body.start(out);
            out.u16(36).u16(dialects.size()).u16(securityMode).u16(0).u32(capabilities);
            out.guid(clientGuid);
            int contextsAt = out.position();
            out.u32(0).u16(0).u16(0);
            Body.u16s(out, dialects);
            if (dialects.contains(SMB_3_1_1)) {
                out.align(8, start);
                out.patchU32(contextsAt, out.position() - start);
                out.patchU16(contextsAt + 4, contexts.size());
                NegotiateContext.encodeAll(out, contexts);
            }
        }
    }

    /** What one message of a connection may carry, in bytes. */
    public record MaxSizes(long maxTransactSize, long maxReadSize, long maxWriteSize) {}

    /**
     * [MS-SMB2] 2.2.4.
     *
     * @param dialectRevision of {@link Dialect#code} or {@link Dialect#WILDCARD}
     * @param systemTime FILETIME
     * @param securityBuffer a SPNEGO token
     * @param contexts read and written only if the dialect is 3.1.1
     */
    public record Response(
            int securityMode,
            int dialectRevision,
            UUID serverGuid,
            int capabilities,
            MaxSizes maxSizes,
            long systemTime,
            long serverStartTime,
            ByteBuffer securityBuffer,
            List<NegotiateContext> contexts)
            implements io.onehop.wire.smb2.Response {
        public Response {
            contexts = List.copyOf(contexts);
        }

        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(65);
            int securityMode = in.u16();
            int dialectRevision = in.u16();
            int contextCount = in.u16();
            UUID serverGuid = in.guid();
            int capabilities = in.i32();
            MaxSizes maxSizes = new MaxSizes(in.u32(), in.u32(), in.u32());
            long systemTime = in.i64();
            long serverStartTime = in.i64();
            int securityOffset = in.u16();
            int securityLength = in.u16();
            long contextOffset = in.u32();
            ByteBuffer securityBuffer = Body.copy(in, securityOffset, securityLength);
            List<NegotiateContext> contexts =
                    dialectRevision == SMB_3_1_1
                            ? NegotiateContext.decodeAll(in, contextOffset, contextCount)
                            : List.of();
            return new Response(
                    securityMode,
                    dialectRevision,
                    serverGuid,
                    capabilities,
                    maxSizes,
                    systemTime,
                    serverStartTime,
                    securityBuffer,
                    contexts);
        }

        @Override
        public void encode(WireWriter out) {
            int start = Body.start(out);
            boolean withContexts = dialectRevision == SMB_3_1_1;
            out.u16(65).u16(securityMode).u16(dialectRevision);
            out.u16(withContexts ? contexts.size() : 0).guid(serverGuid).u32(capabilities);
            out.u32(maxSizes.maxTransactSize).u32(maxSizes.maxReadSize);
            out.u32(maxSizes.maxWriteSize).u64(systemTime).u64(serverStartTime);
            out.u16(Header.LENGTH + 64).u16(securityBuffer.remaining());
            int contextOffsetAt = out.position();
            out.u32(0).bytes(securityBuffer);
            if (withContexts) {
                out.align(8, start);
                out.patchU32(contextOffsetAt, out.position() - start);
                NegotiateContext.encodeAll(out, contexts);
            }
        }
    }
}
