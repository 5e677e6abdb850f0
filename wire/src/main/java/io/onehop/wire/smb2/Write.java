package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;

/** Writes to a file or pipe. [MS-SMB2] 2.2.21, 2.2.22. */
public final class Write {
    public static final int FLAG_WRITE_THROUGH = 0x0000_0001;
    public static final int FLAG_WRITE_UNBUFFERED = 0x0000_0002;

    private Write() {}

    /**
     * [MS-SMB2] 2.2.21. The data is the payload; decoded, it is a slice of the frame.
     *
     * @param channel holds the bytes' length and place if they come over a channel of its own
     */
    public record Request(
            ByteBuffer data, long offset, FileId fileId, Read.Channel channel, int flags)
            implements io.onehop.wire.smb2.Request {
        @Override
        public ByteBuffer payload() {
            return data;
        }

        @Override
        public Command command() {
            return Command.WRITE;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(49);
            int dataOffset = in.u16();
            long length = in.u32();
            long offset = in.i64();
            FileId fileId = FileId.decode(in);
            int channel = in.i32();
            long remainingBytes = in.u32();
            int infoOffset = in.u16();
            int infoLength = in.u16();
            int flags = in.i32();
            // Without a channel the three fields mean nothing, whatever they hold.
            Read.Channel parts =
                    channel == Read.CHANNEL_NONE
                            ? Read.Channel.NONE
                            : new Read.Channel(
                                    channel, remainingBytes, Body.copy(in, infoOffset, infoLength));
            ByteBuffer data = Body.slice(in, dataOffset, length);
            return new Request(data, offset, fileId, parts, flags);
        }

        @Override
        public void encode(WireWriter out) {
            ByteBuffer info = channel.channelInfo();
            int fixed = Header.LENGTH + 48;
            out.u16(49).u16(fixed + info.remaining()).u32(data.remaining()).u64(offset);
            fileId.encode(out);
            out.u32(channel.channel()).u32(channel.remainingBytes());
            out.u16(info.hasRemaining() ? fixed : 0).u16(info.remaining()).u32(flags);
            out.bytes(info);
            Body.atLeastOneByte(out, !data.hasRemaining() && !info.hasRemaining());
        }
    }

    /** [MS-SMB2] 2.2.22. */
    public record Response(long count) implements io.onehop.wire.smb2.Response {
        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(17);
            in.skip(2);
            long count = in.u32();
            in.skip(8);
            return new Response(count);
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(17).u16(0).u32(count).u32(0).u16(0).u16(0);
        }
    }
}
