package io.onehop.wire.smb2;

import java.util.List;

class ServerToClientNotificationTest extends MessageContract {
    @Override
    String captured() {
        return "";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.unsolicited(
                        Command.SERVER_TO_CLIENT_NOTIFICATION,
                        new ServerToClientNotification(g.i32())));
    }
}
