package io.onehop.wire.smb2;

import java.util.List;

class TreeDisconnectTest extends MessageContract {
    @Override
    String captured() {
        return "tree-disconnect";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(new TreeDisconnect.Request()),
                Message.of(
                        Command.TREE_DISCONNECT, NtStatus.SUCCESS, new TreeDisconnect.Response()));
    }
}
