package io.onehop.wire.smb2;

import java.util.List;

class CancelTest extends MessageContract {
    @Override
    String captured() {
        return "cancel";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(Message.of(new Cancel.Request()));
    }
}
