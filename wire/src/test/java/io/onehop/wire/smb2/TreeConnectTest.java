package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.MalformedMessageException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeConnectTest extends MessageContract {
    @Override
    String captured() {
        return "tree-connect";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(new TreeConnect.Request(g.below(4), g.text(), List.of())),
                Message.of(
                        new TreeConnect.Request(
                                TreeConnect.FLAG_EXTENSION_PRESENT,
                                g.text(),
                                g.list(3, () -> new TreeConnect.Context(g.u16(), g.bytes())))),
                Message.of(
                        Command.TREE_CONNECT,
                        NtStatus.SUCCESS,
                        new TreeConnect.Response(g.u8(), g.i32(), g.i32(), g.i32())));
    }

    @Test
    void readsTheShareOfACapturedRequest() throws MalformedMessageException {
        Message message = Message.decode(Captured.of("tree-connect").getFirst().bytes());
        assertThat(((Message.Asked) message).body())
                .isEqualTo(new TreeConnect.Request(0, "\\\\127.0.0.3\\IPC$", List.of()));
    }
}
