package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Server-side copies: FSCTL_SRV_COPYCHUNK and its kin. [MS-SMB2] 2.2.31.1, 2.2.32.1, 2.2.32.3. */
public final class SrvCopychunk {
    /** Bytes of a resume key. */
    public static final int RESUME_KEY_LENGTH = 24;

    private SrvCopychunk() {}

    /** One range. [MS-SMB2] 2.2.31.1.1. All in bytes; offsets are signed, the length is not. */
    public record Chunk(long sourceOffset, long targetOffset, long length) {}

    /**
     * [MS-SMB2] 2.2.31.1.
     *
     * @param sourceKey the resume key of the source
     * @param chunkCount as the client says
     * @param chunks empty if the client has more than {@link Limits#MAX_COPY_CHUNKS}, which is
     *     answered with the limits and not as a malformed message
     */
    public record Copy(ByteBuffer sourceKey, long chunkCount, List<Chunk> chunks) {
        public Copy {
            chunks = List.copyOf(chunks);
        }

        public Copy(ByteBuffer sourceKey, List<Chunk> chunks) {
            this(sourceKey, chunks.size(), chunks);
        }

        public static Copy decode(WireReader in) throws MalformedMessageException {
            ByteBuffer sourceKey = Body.copy(in, RESUME_KEY_LENGTH);
            long chunkCount = in.u32();
            in.skip(4);
            if (chunkCount > Limits.MAX_COPY_CHUNKS) {
                return new Copy(sourceKey, chunkCount, List.of());
            }
            List<Chunk> chunks = new ArrayList<>((int) chunkCount);
            for (int i = 0; i < chunkCount; i++) {
                chunks.add(new Chunk(in.i64(), in.i64(), in.u32()));
                in.skip(4);
            }
            return new Copy(sourceKey, chunkCount, chunks);
        }

        public void encode(WireWriter out) {
            out.bytes(sourceKey).u32(chunkCount).u32(0);
            for (Chunk chunk : chunks) {
                out.u64(chunk.sourceOffset).u64(chunk.targetOffset).u32(chunk.length).u32(0);
            }
        }
    }

    /** [MS-SMB2] 2.2.32.1. With STATUS_INVALID_PARAMETER the fields are the server's limits. */
    public record Response(long chunksWritten, long chunkBytesWritten, long totalBytesWritten) {
        public static Response decode(WireReader in) throws MalformedMessageException {
            return new Response(in.u32(), in.u32(), in.u32());
        }

        public void encode(WireWriter out) {
            out.u32(chunksWritten).u32(chunkBytesWritten).u32(totalBytesWritten);
        }
    }

    /** Answers FSCTL_SRV_REQUEST_RESUME_KEY. [MS-SMB2] 2.2.32.3. */
    public record ResumeKey(ByteBuffer resumeKey) {
        public static ResumeKey decode(WireReader in) throws MalformedMessageException {
            ResumeKey out = new ResumeKey(Body.copy(in, RESUME_KEY_LENGTH));
            in.skip(4);
            return out;
        }

        /** With an empty context of 4 bytes, as Windows sends it. */
        public void encode(WireWriter out) {
            out.bytes(resumeKey).u32(0).u32(0);
        }
    }
}
