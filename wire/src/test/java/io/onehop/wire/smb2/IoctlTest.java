package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IoctlTest extends MessageContract {
    @Override
    String captured() {
        return "ioctl";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(
                        new Ioctl.Request(
                                g.i32(), g.fileId(), g.bytes(), g.u32(), g.u32(), g.i32())),
                Message.of(
                        Command.IOCTL,
                        NtStatus.SUCCESS,
                        new Ioctl.Response(g.i32(), g.fileId(), g.bytes())),
                Message.of(
                        Command.IOCTL,
                        NtStatus.BUFFER_OVERFLOW,
                        new Ioctl.Response(g.i32(), g.fileId(), g.bytes())),
                Message.of(
                        Command.IOCTL,
                        NtStatus.INVALID_PARAMETER,
                        new Ioctl.Response(g.i32(), g.fileId(), g.bytes())));
    }

    /** OutputOffset of a request: clients differ in it, and there is no output. */
    @Override
    void clearIgnored(Message message, byte[] captured) {
        super.clearIgnored(message, captured);
        if (message instanceof Message.Asked) {
            int outputOffset = Header.LENGTH + 36;
            Arrays.fill(captured, outputOffset, outputOffset + 4, (byte) 0);
        }
    }

    @Test
    void readsTheDialectOfACapturedValidation() throws MalformedMessageException {
        WireReader output = new WireReader(output(FsctlCode.VALIDATE_NEGOTIATE_INFO));
        int dialect = ValidateNegotiateInfo.Response.decode(output).dialect();
        assertThat(Dialect.of(dialect)).isEqualTo(Dialect.SMB_2_0_2);
    }

    @Test
    void readsAndWritesTheInterfacesOfACapturedResponse() throws MalformedMessageException {
        ByteBuffer output = output(FsctlCode.QUERY_NETWORK_INTERFACE_INFO);
        List<NetworkInterfaceInfo> interfaces =
                NetworkInterfaceInfo.decodeAll(new WireReader(output));
        assertThat(interfaces).hasSize(1);
        assertThat(interfaces.getFirst().address().isLoopbackAddress()).isTrue();
        WireWriter out = new WireWriter();
        NetworkInterfaceInfo.encodeAll(out, interfaces);
        assertThat(out.toBuffer()).isEqualTo(output);
    }

    @Test
    void readsACapturedResumeKey() throws MalformedMessageException {
        ByteBuffer output = output(FsctlCode.SRV_REQUEST_RESUME_KEY);
        WireWriter out = new WireWriter();
        SrvCopychunk.ResumeKey.decode(new WireReader(output)).encode(out);
        assertThat(out.toBuffer()).isEqualTo(output);
    }

    /** What the captured server answered to a control code. */
    private static ByteBuffer output(int ctlCode) throws MalformedMessageException {
        for (Captured capture : Captured.of("ioctl")) {
            if (Message.decode(capture.bytes()) instanceof Message.Answered(Header h, Response body)
                    && body instanceof Ioctl.Response response
                    && response.ctlCode() == ctlCode) {
                return response.output();
            }
        }
        throw new AssertionError("not captured: " + Integer.toHexString(ctlCode));
    }
}
