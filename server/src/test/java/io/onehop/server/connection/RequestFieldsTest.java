package io.onehop.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Header;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RequestFieldsTest {
    private static ByteBuffer message(Command command, int charge) {
        WireWriter out = new WireWriter(Header.LENGTH);
        Header.request(command, 1, 1, 1).withCredits(charge, 1).encode(out);
        return out.toBuffer();
    }

    @Test
    void countsRepliesByWhatTheyMayBeAndNotByWhatAClientSays() {
        assertThat(RequestFields.replyBytes(message(Command.READ, 2))).isEqualTo(128 << 10);
        assertThat(RequestFields.replyBytes(message(Command.QUERY_DIRECTORY, 0xFFFF)))
                .isEqualTo(Limits.MAX_IO_BYTES);
        assertThat(RequestFields.replyBytes(message(Command.SET_INFO, 0xFFFF))).isZero();
        assertThat(RequestFields.replyBytes(message(Command.WRITE, 128))).isZero();
        ByteBuffer unknown = message(Command.READ, 2).putShort(Header.COMMAND_OFFSET, (short) 99);
        assertThat(RequestFields.replyBytes(unknown)).isZero();
        assertThat(RequestFields.replyBytes(ByteBuffer.allocate(10))).isZero();
    }
}
