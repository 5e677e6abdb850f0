package io.onehop.wire.smb2;

import java.util.List;

class QueryInfoTest extends MessageContract {
    @Override
    String captured() {
        return "query-info";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(
                        new QueryInfo.Request(
                                new QueryInfo.Selector(g.u8(), g.u8(), g.i32()),
                                g.fileId(),
                                g.u32(),
                                g.i32(),
                                g.bytes())),
                Message.of(Command.QUERY_INFO, NtStatus.SUCCESS, new QueryInfo.Response(g.bytes())),
                Message.of(
                        Command.QUERY_INFO,
                        NtStatus.BUFFER_OVERFLOW,
                        new QueryInfo.Response(g.bytes())));
    }
}
