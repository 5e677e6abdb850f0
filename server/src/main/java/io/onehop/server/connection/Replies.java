package io.onehop.server.connection;

import io.onehop.server.connection.Outgoing.Seal;
import io.onehop.server.serve.Reply;
import io.onehop.server.session.Channel;
import io.onehop.server.session.Negotiated;
import io.onehop.server.session.Protection;
import io.onehop.server.session.Session;
import io.onehop.server.session.TreeConnect;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.ErrorResponse;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of replies: header, credits, form of errors, protection. [MS-SMB2] 3.3.4.1 to
 * 3.3.4.4. On the link's thread.
 */
final class Replies {
    private final Connection connection;

    Replies(Connection connection) {
        this.connection = connection;
    }

    /** The final answer. */
    Outgoing of(Exchange exchange, Reply reply) {
        return switch (reply) {
            case Reply.Success success ->
                    outgoing(
                            exchange,
                            success.status(),
                            new Outgoing.Decoded(success.response()),
                            success.release());
            case Reply.Failure failure ->
                    outgoing(
                            exchange, failure.status(), new Outgoing.Decoded(error(failure)), null);
            case Reply.Encoded encoded ->
                    outgoing(
                            exchange,
                            encoded.status(),
                            new Outgoing.Raw(encoded.body()),
                            encoded.release());
            case Reply.Pending pending -> throw new IllegalStateException("pending is no answer");
        };
    }

    /** The answer to a command code that there is no command of. */
    Outgoing unknown(Exchange exchange, int code) {
        return outgoing(exchange, NtStatus.INVALID_PARAMETER, new Outgoing.Unknown(code), null);
    }

    /** STATUS_PENDING, which is not signed. 3.3.4.2. */
    Outgoing interim(Exchange exchange) {
        Header header =
                exchange.header()
                        .response(NtStatus.PENDING, connection.grant(exchange.header()))
                        .async(exchange.asyncId());
        return new Outgoing(
                header,
                new Outgoing.Decoded(ErrorResponse.EMPTY),
                new Seal(null, encryption(exchange)),
                null,
                null);
    }

    private Outgoing outgoing(
            Exchange exchange, NtStatus status, Outgoing.Body body, @Nullable Runnable release) {
        if (status.isError()) {
            connection.counters().errors.increment();
        }
        Header request = exchange.header();
        Header header =
                exchange.isAsync()
                        ? request.response(status, 0).async(exchange.asyncId())
                        : request.response(status, connection.grant(request));
        Seal seal = seal(exchange);
        if (request.isSigned() && seal.signer() == null && seal.encryption() == null) {
            // There is no key to sign with. Clients that sign believe such a refusal, with zeros
            // for a signature, but drop a connection that answers them with unsigned messages.
            header = header.withFlags(header.flags() | Header.FLAGS_SIGNED);
        }
        return new Outgoing(header, body, seal, release, null);
    }

    /** 3.3.4.1.1 and 3.3.4.1.4. */
    Seal seal(Exchange exchange) {
        Session encryption = encryption(exchange);
        Channel channel = exchange.channel();
        if (encryption != null || channel == null) {
            return new Seal(channel == null ? exchange.orphanSigner() : null, encryption);
        }
        boolean sign =
                exchange.header().isSigned() || channel.session().protection().signingRequired();
        return new Seal(sign ? channel.signer() : null, null);
    }

    private static @Nullable Session encryption(Exchange exchange) {
        Channel channel = exchange.channel();
        if (channel == null) {
            return null;
        }
        Protection protection = channel.session().protection();
        TreeConnect tree = exchange.tree();
        boolean wanted =
                exchange.encrypted()
                        || (protection.encryptData() && exchange.command() != Command.SESSION_SETUP)
                        || (tree != null && tree.encrypt());
        return wanted && protection.sealer() != null ? channel.session() : null;
    }

    private Response error(Reply.Failure failure) {
        Negotiated negotiated = connection.negotiated();
        boolean wrapped = negotiated != null && negotiated.dialect() == Dialect.SMB_3_1_1;
        List<ErrorContext> contexts = failure.contexts();
        if (wrapped) {
            return contexts.isEmpty() ? ErrorResponse.EMPTY : new ErrorResponse(true, contexts);
        }
        // Older clients take the data of the one context that older servers had.
        if (contexts.size() == 1
                && contexts.getFirst().errorId() == ErrorContext.ERROR_ID_DEFAULT) {
            return new ErrorResponse(false, contexts);
        }
        return ErrorResponse.EMPTY;
    }

    /** A reply that nobody waits for any more: gives its memory back. */
    static void discard(Reply reply) {
        switch (reply) {
            case Reply.Success success -> run(success.release());
            case Reply.Encoded encoded -> run(encoded.release());
            case Reply.Failure ignored -> {}
            case Reply.Pending pending -> {
                var _ = pending.future().thenAccept(Replies::discard);
                pending.cancel().run();
            }
        }
    }

    private static void run(@Nullable Runnable release) {
        if (release != null) {
            release.run();
        }
    }
}
