package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderTest {
    private static Header generated(Generator g, boolean async) throws MalformedMessageException {
        int flags = async ? g.i32() | Header.FLAGS_ASYNC_COMMAND : g.i32() & ~2;
        return new Header(
                g.u16(),
                g.i32(),
                Command.of(g.below(Command.values().length)),
                g.u16(),
                flags,
                g.i32(),
                g.i64(),
                async ? g.i64() : 0,
                async ? 0 : g.i32(),
                async ? 0 : g.i32(),
                g.i64());
    }

    private static byte[] bytes(Header header) {
        WireWriter out = new WireWriter();
        header.encode(out);
        return out.toBytes();
    }

    @Test
    void readsBothFormsBack() throws MalformedMessageException {
        for (int seed = 0; seed < 200; seed++) {
            Header header = generated(new Generator(seed), seed % 2 == 0);
            byte[] bytes = bytes(header);
            assertThat(bytes).hasSize(Header.LENGTH);
            assertThat(Header.decode(new WireReader(bytes))).as("seed %d", seed).isEqualTo(header);
        }
    }

    @Test
    void refusesEveryTruncation() {
        byte[] bytes = bytes(Header.request(Command.ECHO, 1, 2, 3));
        for (int length = 0; length < Header.LENGTH; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Header.decode(new WireReader(part)))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void refusesAnotherProtocolAndAnUnknownCommand() {
        byte[] other = bytes(Header.request(Command.ECHO, 1, 2, 3));
        other[0] = (byte) 0xFF;
        byte[] unknown = bytes(Header.request(Command.ECHO, 1, 2, 3));
        unknown[12] = 20;
        for (byte[] bytes : List.of(other, unknown)) {
            assertThatThrownBy(() -> Header.decode(new WireReader(bytes)))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void answersWithTheIdsOfTheRequest() {
        Header request = Header.request(Command.CREATE, 7, 3, 5);
        Header response = request.response(NtStatus.ACCESS_DENIED, 10);
        assertThat(response.isResponse()).isTrue();
        assertThat(response.ntStatus()).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(response.messageId()).isEqualTo(7);
        assertThat(response.treeId()).isEqualTo(3);
        assertThat(response.sessionId()).isEqualTo(5);
        assertThat(response.credits()).isEqualTo(10);
        Header pending = response.async(99);
        assertThat(pending.isAsync()).isTrue();
        assertThat(pending.asyncId()).isEqualTo(99);
        assertThat(pending.treeId()).isZero();
    }

    @Test
    void namesStatusesAndSortsThemBySeverity() {
        assertThat(NtStatus.ACCESS_DENIED).hasToString("STATUS_ACCESS_DENIED");
        assertThat(NtStatus.ACCESS_DENIED.isError()).isTrue();
        assertThat(NtStatus.BUFFER_OVERFLOW.isWarning()).isTrue();
        assertThat(NtStatus.PENDING.isSuccess()).isTrue();
        assertThat(new NtStatus(0xC0FF_EE00)).hasToString("0xC0FFEE00");
        assertThat(new NtStatus(0xC000_0022)).isEqualTo(NtStatus.ACCESS_DENIED);
    }

    @Test
    void readsTheHeadersOfCapturedEncryptedMessages() throws MalformedMessageException {
        for (Captured capture : Captured.of("transform")) {
            assertThat(ProtocolId.of(ByteBuffer.wrap(capture.bytes())))
                    .isEqualTo(ProtocolId.TRANSFORM);
            WireReader in = new WireReader(capture.bytes());
            TransformHeader header = TransformHeader.decode(in);
            assertThat(header.originalMessageSize()).isEqualTo(in.remaining());
            assertThat(header.flags()).isEqualTo(TransformHeader.FLAG_ENCRYPTED);
            WireWriter out = new WireWriter();
            header.encode(out);
            assertThat(capture.bytes()).startsWith(out.toBytes());
        }
    }
}
