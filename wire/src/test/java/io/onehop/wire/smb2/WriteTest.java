package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteTest extends MessageContract {
    @Override
    String captured() {
        return "write";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(
                        new Write.Request(
                                g.bytes(), g.i64(), g.fileId(), Read.Channel.NONE, g.i32())),
                Message.of(
                        new Write.Request(
                                g.bytes(),
                                g.i64(),
                                g.fileId(),
                                new Read.Channel(Read.CHANNEL_RDMA_V1, g.u32(), g.bytes()),
                                g.i32())),
                Message.of(Command.WRITE, NtStatus.SUCCESS, new Write.Response(g.u32())));
    }

    @Test
    void slicesTheDataOutOfTheFrame() throws MalformedMessageException {
        ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2, 3});
        byte[] frame =
                Message.of(new Write.Request(data, 0, FileId.ANY, Read.Channel.NONE, 0)).bytes();
        Message.Asked message = (Message.Asked) Message.decode(frame);
        frame[frame.length - 1] = 9;
        assertThat(message.body().payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 9}));
    }
}
