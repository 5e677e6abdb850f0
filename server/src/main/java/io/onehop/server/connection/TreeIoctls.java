package io.onehop.server.connection;

import io.onehop.server.serve.Reply;
import io.onehop.server.session.Negotiated;
import io.onehop.server.session.ServerIdentity;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.FsctlCode;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NetworkInterfaceInfo;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.ValidateNegotiateInfo;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Control codes that name no file and that every tree answers alike: [MS-SMB2] 3.3.5.15.2,
 * 3.3.5.15.11, 3.3.5.15.12. Stateless; any thread.
 */
public final class TreeIoctls {
    private final ServerIdentity server;
    private final Function<InetAddress, List<NetworkInterfaceInfo>> interfaces;

    /**
     * @param interfaces this node's addresses for a client with an address, never another node's
     */
    public TreeIoctls(
            ServerIdentity server, Function<InetAddress, List<NetworkInterfaceInfo>> interfaces) {
        this.server = server;
        this.interfaces = interfaces;
    }

    /** Whether the code is one of those. */
    static boolean handles(int ctlCode) {
        return switch (ctlCode) {
            case FsctlCode.DFS_GET_REFERRALS,
                    FsctlCode.DFS_GET_REFERRALS_EX,
                    FsctlCode.QUERY_NETWORK_INTERFACE_INFO,
                    FsctlCode.VALIDATE_NEGOTIATE_INFO ->
                    true;
            default -> false;
        };
    }

    /**
     * Answers.
     *
     * @param client its address
     * @throws MalformedMessageException when the connection must end: somebody changed the
     *     NEGOTIATE
     */
    Reply answer(Ioctl.Request request, Negotiated negotiated, InetAddress client)
            throws MalformedMessageException {
        if ((request.flags() & Ioctl.FLAG_IS_FSCTL) == 0) {
            return Reply.of(NtStatus.NOT_SUPPORTED);
        }
        if (!request.fileId().isAny()) {
            return Reply.of(NtStatus.INVALID_PARAMETER);
        }
        return switch (request.ctlCode()) {
            case FsctlCode.VALIDATE_NEGOTIATE_INFO -> validate(request, negotiated);
            case FsctlCode.QUERY_NETWORK_INTERFACE_INFO -> interfaces(request, negotiated, client);
            case FsctlCode.DFS_GET_REFERRALS, FsctlCode.DFS_GET_REFERRALS_EX ->
                    Reply.of(NtStatus.FS_DRIVER_REQUIRED);
            default -> throw new IllegalStateException("control code " + request.ctlCode());
        };
    }

    private Reply validate(Ioctl.Request request, Negotiated negotiated)
            throws MalformedMessageException {
        if (!negotiated.dialect().isSmb3()) {
            return Reply.of(NtStatus.FILE_CLOSED);
        }
        ValidateNegotiateInfo.Request sent =
                ValidateNegotiateInfo.Request.decode(new WireReader(request.input()));
        Negotiate.Request client = negotiated.client();
        boolean same =
                negotiated.dialect() != io.onehop.wire.smb2.Dialect.SMB_3_1_1
                        && request.maxOutputResponse() >= ValidateNegotiateInfo.Response.LENGTH
                        && sent.dialects().equals(client.dialects())
                        && sent.guid().equals(client.clientGuid())
                        && sent.securityMode() == client.securityMode()
                        && sent.capabilities() == client.capabilities();
        if (!same) {
            throw new MalformedMessageException("NEGOTIATE was not what the client sent");
        }
        WireWriter out = new WireWriter(ValidateNegotiateInfo.Response.LENGTH);
        new ValidateNegotiateInfo.Response(
                        negotiated.serverCapabilities(),
                        server.serverGuid(),
                        negotiated.serverSecurityMode(),
                        negotiated.dialect().code())
                .encode(out);
        return output(request, out);
    }

    private Reply interfaces(Ioctl.Request request, Negotiated negotiated, InetAddress client) {
        if (!offersMultiChannel(negotiated)) {
            return Reply.of(NtStatus.NOT_SUPPORTED);
        }
        WireWriter out = new WireWriter();
        NetworkInterfaceInfo.encodeAll(out, interfaces.apply(client));
        if (out.position() > request.maxOutputResponse()) {
            return Reply.of(NtStatus.BUFFER_TOO_SMALL);
        }
        return output(request, out);
    }

    private static boolean offersMultiChannel(@Nullable Negotiated negotiated) {
        return negotiated != null
                && negotiated.dialect().isSmb3()
                && (negotiated.serverCapabilities() & Negotiate.GLOBAL_CAP_MULTI_CHANNEL) != 0;
    }

    private static Reply output(Ioctl.Request request, WireWriter out) {
        return Reply.of(new Ioctl.Response(request.ctlCode(), FileId.ANY, out.toBuffer()));
    }
}
