package io.onehop.wire.smb2;

import java.util.List;

class SetInfoTest extends MessageContract {
    @Override
    String captured() {
        return "set-info";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(
                        new SetInfo.Request(
                                new QueryInfo.Selector(g.u8(), g.u8(), g.i32()),
                                g.fileId(),
                                g.bytes())),
                Message.of(Command.SET_INFO, NtStatus.SUCCESS, new SetInfo.Response()));
    }
}
