package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeNotifyTest extends MessageContract {
    @Override
    String captured() {
        return "change-notify";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(new ChangeNotify.Request(g.u16(), g.u32(), g.fileId(), g.i32())),
                Message.of(
                        Command.CHANGE_NOTIFY,
                        NtStatus.SUCCESS,
                        new ChangeNotify.Response(g.bytes())),
                Message.of(
                        Command.CHANGE_NOTIFY,
                        NtStatus.NOTIFY_ENUM_DIR,
                        new ChangeNotify.Response(Body.EMPTY)));
    }

    @Test
    void readsTheChangesOfCapturedResponses() throws MalformedMessageException {
        List<FileNotifyInformation> changes = new ArrayList<>();
        for (Captured capture : Captured.of("change-notify")) {
            if (Message.decode(capture.bytes()) instanceof Message.Answered(Header h, Response body)
                    && body instanceof ChangeNotify.Response(ByteBuffer output)) {
                changes.addAll(FileNotifyInformation.decodeAll(new WireReader(output)));
            }
        }
        assertThat(changes).isNotEmpty();
        assertThat(changes).allSatisfy(c -> assertThat(c.action()).isBetween(1, 8));
    }

    @Test
    void readsListsOfChangesBack() throws MalformedMessageException {
        for (int seed = 0; seed < 100; seed++) {
            Generator g = new Generator(seed);
            List<FileNotifyInformation> changes =
                    g.list(5, () -> new FileNotifyInformation(g.i32(), g.text()));
            WireWriter out = new WireWriter();
            FileNotifyInformation.encodeAll(out, changes);
            assertThat(out.position()).isEqualTo(FileNotifyInformation.lengthBytes(changes));
            assertThat(FileNotifyInformation.decodeAll(new WireReader(out.toBytes())))
                    .as("seed %d", seed)
                    .isEqualTo(changes);
        }
    }
}
