package io.onehop.wire.smb2;

import java.util.List;

class CloseTest extends MessageContract {
    @Override
    String captured() {
        return "close";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(new Close.Request(g.u16(), g.fileId())),
                Message.of(
                        Command.CLOSE,
                        NtStatus.SUCCESS,
                        new Close.Response(g.u16(), g.information())));
    }
}
