package io.onehop.wire.smb2;

import java.util.List;

class SessionSetupTest extends MessageContract {
    @Override
    String captured() {
        return "session-setup";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(new SessionSetup.Request(g.u8(), g.u8(), g.i32(), g.i64(), g.bytes())),
                Message.of(
                        Command.SESSION_SETUP,
                        NtStatus.SUCCESS,
                        new SessionSetup.Response(g.u16(), g.bytes())),
                Message.of(
                        Command.SESSION_SETUP,
                        NtStatus.MORE_PROCESSING_REQUIRED,
                        new SessionSetup.Response(g.u16(), g.bytes())));
    }
}
