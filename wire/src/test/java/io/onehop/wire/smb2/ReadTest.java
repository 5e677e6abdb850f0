package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadTest extends MessageContract {
    @Override
    String captured() {
        return "read";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(
                        new Read.Request(
                                g.u8(),
                                g.u8(),
                                g.u32(),
                                g.i64(),
                                g.fileId(),
                                g.u32(),
                                Read.Channel.NONE)),
                Message.of(
                        new Read.Request(
                                g.u8(),
                                g.u8(),
                                g.u32(),
                                g.i64(),
                                g.fileId(),
                                g.u32(),
                                new Read.Channel(Read.CHANNEL_RDMA_V1, g.u32(), g.bytes()))),
                Message.of(
                        Command.READ,
                        NtStatus.SUCCESS,
                        new Read.Response(g.bytes(), g.u32(), g.i32())),
                Message.of(Command.READ, NtStatus.BUFFER_OVERFLOW, new Read.Response(g.bytes())));
    }

    @Test
    void slicesTheDataOutOfTheFrame() throws MalformedMessageException {
        byte[] frame =
                Message.of(
                                Command.READ,
                                NtStatus.SUCCESS,
                                new Read.Response(ByteBuffer.wrap(new byte[] {1, 2, 3})))
                        .bytes();
        Message.Answered message = (Message.Answered) Message.decode(frame);
        frame[frame.length - 1] = 9;
        assertThat(message.body().payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 9}));
    }
}
