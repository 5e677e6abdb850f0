package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;

/** Reads from a file or pipe. [MS-SMB2] 2.2.19, 2.2.20. */
public final class Read {
    public static final int FLAG_READ_UNBUFFERED = 0x01;
    public static final int FLAG_REQUEST_COMPRESSED = 0x02;

    public static final int CHANNEL_NONE = 0;
    public static final int CHANNEL_RDMA_V1 = 1;
    public static final int CHANNEL_RDMA_V1_INVALIDATE = 2;
    public static final int CHANNEL_RDMA_TRANSFORM = 3;

    /** Where a response's data begins, from its header. */
    public static final int RESPONSE_DATA_OFFSET = 0x50;

    private Read() {}

    /** Where data goes that does not travel in the message itself; unused without SMB Direct. */
    public record Channel(int channel, long remainingBytes, ByteBuffer channelInfo) {
        public static final Channel NONE = new Channel(CHANNEL_NONE, 0, Body.EMPTY);
    }

    /**
     * [MS-SMB2] 2.2.19.
     *
     * @param padding the data offset that the client would like; binds nobody
     * @param length in bytes, unsigned 32 bits
     * @param minimumCount in bytes, unsigned 32 bits
     */
    public record Request(
            int padding,
            int flags,
            long length,
            long offset,
            FileId fileId,
            long minimumCount,
            Channel channel)
            implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.READ;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(49);
            int padding = in.u8();
            int flags = in.u8();
            long length = in.u32();
            long offset = in.i64();
            FileId fileId = FileId.decode(in);
            long minimumCount = in.u32();
            int channel = in.i32();
            long remainingBytes = in.u32();
            int infoOffset = in.u16();
            int infoLength = in.u16();
            // Without a channel the three fields mean nothing, whatever they hold.
            Channel parts =
                    channel == CHANNEL_NONE
                            ? Channel.NONE
                            : new Channel(
                                    channel, remainingBytes, Body.copy(in, infoOffset, infoLength));
            return new Request(padding, flags, length, offset, fileId, minimumCount, parts);
        }

        @Override
        public void encode(WireWriter out) {
            ByteBuffer info = channel.channelInfo;
            out.u16(49).u8(padding).u8(flags).u32(length).u64(offset);
            fileId.encode(out);
            out.u32(minimumCount).u32(channel.channel).u32(channel.remainingBytes);
            out.u16(info.hasRemaining() ? Header.LENGTH + 48 : 0).u16(info.remaining());
            out.bytes(info);
            Body.atLeastOneByte(out, !info.hasRemaining());
        }
    }

    /**
     * [MS-SMB2] 2.2.20. The data is the payload; decoded, it is a slice of the frame.
     *
     * @param dataRemaining bytes that went over the request's channel
     * @param flags of SMB 3.1.1
     */
    public record Response(ByteBuffer data, long dataRemaining, int flags)
            implements io.onehop.wire.smb2.Response {
        public Response(ByteBuffer data) {
            this(data, 0, 0);
        }

        @Override
        public ByteBuffer payload() {
            return data;
        }

        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(17);
            int dataOffset = in.u8();
            in.skip(1);
            long dataLength = in.u32();
            long dataRemaining = in.u32();
            int flags = in.i32();
            return new Response(Body.slice(in, dataOffset, dataLength), dataRemaining, flags);
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(17).u8(RESPONSE_DATA_OFFSET).u8(0).u32(data.remaining());
            out.u32(dataRemaining).u32(flags);
        }
    }
}
