package io.onehop.wire.smb2;

import java.util.List;

class QueryDirectoryTest extends MessageContract {
    @Override
    String captured() {
        return "query-directory";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(
                        new QueryDirectory.Request(
                                g.u8(), g.u8(), g.i32(), g.fileId(), g.text(), g.u32())),
                Message.of(
                        Command.QUERY_DIRECTORY,
                        NtStatus.SUCCESS,
                        new QueryDirectory.Response(g.bytes())));
    }
}
