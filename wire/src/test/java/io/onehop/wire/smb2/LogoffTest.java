package io.onehop.wire.smb2;

import java.util.List;

class LogoffTest extends MessageContract {
    @Override
    String captured() {
        return "logoff";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(new Logoff.Request()),
                Message.of(Command.LOGOFF, NtStatus.SUCCESS, new Logoff.Response()));
    }
}
