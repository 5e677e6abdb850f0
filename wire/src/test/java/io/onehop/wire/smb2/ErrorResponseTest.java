package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.WireWriter;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorResponseTest extends MessageContract {
    @Override
    String captured() {
        return "";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(Command.CLOSE, NtStatus.ACCESS_DENIED, ErrorResponse.EMPTY),
                error(Command.CREATE, NtStatus.STOPPED_ON_SYMLINK, Dialect.SMB_2_1, link(g)),
                error(Command.CREATE, NtStatus.STOPPED_ON_SYMLINK, Dialect.SMB_3_1_1, link(g)),
                error(
                        Command.TREE_CONNECT,
                        NtStatus.BAD_NETWORK_NAME,
                        Dialect.SMB_3_1_1,
                        redirect(g)),
                error(
                        Command.QUERY_INFO,
                        NtStatus.BUFFER_TOO_SMALL,
                        Dialect.SMB_3_0,
                        new ErrorContext.RequiredBufferLength(g.u32())),
                error(
                        Command.TREE_CONNECT,
                        NtStatus.SMB_BAD_CLUSTER_DIALECT,
                        Dialect.SMB_3_0,
                        new ErrorContext.MaxClusterDialect(g.u16())),
                error(
                        Command.TREE_CONNECT,
                        NtStatus.SMB_BAD_CLUSTER_DIALECT,
                        Dialect.SMB_3_1_1,
                        new ErrorContext.MaxClusterDialect(g.u16())),
                Message.of(
                        Command.CREATE,
                        NtStatus.STOPPED_ON_SYMLINK,
                        new ErrorResponse(
                                true,
                                List.of(
                                        link(g),
                                        new ErrorContext.Unknown(1, g.bytes()),
                                        redirect(g)))));
    }

    private static Message error(
            Command command, NtStatus status, Dialect dialect, ErrorContext context) {
        return Message.of(command, status, ErrorResponse.of(dialect, context));
    }

    private static ErrorContext link(Generator g) {
        return new ErrorContext.SymbolicLink(g.u16(), g.flag(), g.text(), g.text());
    }

    private static ErrorContext redirect(Generator g) {
        return new ErrorContext.ShareRedirect(
                List.of(Addresses.v4(bytes(g, 4)), Addresses.v6(bytes(g, 16))), g.text());
    }

    private static byte[] bytes(Generator g, int length) {
        return g.bytes(length).array();
    }

    /** Offsets and sizes that clients are known to check. */
    @Test
    void writesAShareRedirectAsClientsCheckIt() {
        ErrorContext redirect =
                new ErrorContext.ShareRedirect(
                        List.of(Addresses.v4(new byte[] {10, 0, 0, 1})), "ab");
        WireWriter out = new WireWriter();
        out.zero(Header.LENGTH);
        ErrorResponse.of(Dialect.SMB_3_1_1, redirect).encode(out);
        String hex = HexFormat.of().formatHex(out.toBytes()).substring(2 * Header.LENGTH);
        assertThat(hex)
                .isEqualTo(
                        "0900"
                                + "01"
                                + "00"
                                + "3c000000"
                                + "34000000"
                                + "53526472"
                                + "30000000"
                                + "03000000"
                                + "30000000"
                                + "04000000"
                                + "0000"
                                + "0000"
                                + "01000000"
                                + "01000000"
                                + "00000000"
                                + "0a000001"
                                + "00".repeat(12)
                                + "61006200");
    }
}
