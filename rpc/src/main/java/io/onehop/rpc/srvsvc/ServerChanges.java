package io.onehop.rpc.srvsvc;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.srvsvc.ServerControl.Outcome;
import io.onehop.rpc.srvsvc.ServerInventory.Session;
import io.onehop.rpc.srvsvc.ShareInfo.Given;
import io.onehop.wire.MalformedMessageException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The methods that change something, of administrators only: shares, sessions, open files. */
final class ServerChanges {
    private static final int MAX_NAME_CHARS = 80;
    private static final int MAX_COMMENT_CHARS = 48;

    /** With the terminator. [MS-SRVS] 3.1.4.6. */
    private static final int MAX_FILTER_CHARS = 1024;

    private final ServerInventory inventory;
    private final ServerControl control;

    ServerChanges(ServerInventory inventory, ServerControl control) {
        this.inventory = inventory;
        this.control = control;
    }

    /** [MS-SRVS] 3.1.4.7 NetrShareAdd. */
    CompletableFuture<byte[]> shareAdd(NdrReader in, boolean administrator)
            throws MalformedMessageException {
        int level = in.i32();
        if (level != 2 && level != 502 && level != 503) {
            return answer(Outcome.failed(NetStatus.INVALID_LEVEL), false);
        }
        Given given = ShareInfo.decode(in, level);
        boolean wantsParameter = parameterError(in);
        if (!administrator) {
            return answer(Outcome.failed(NetStatus.ACCESS_DENIED), wantsParameter);
        }
        Outcome wrong = checkNew(given);
        return wrong == null
                ? answer(
                        control.addShare(given.name(), given.path(), given.change()),
                        wantsParameter)
                : answer(wrong, wantsParameter);
    }

    private static @Nullable Outcome checkNew(Given given) {
        String name = given.name();
        if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
            return Outcome.wrong(Outcome.PARAMETER_NAME);
        }
        if (NameRules.validate(name, NameRules.TYPE_SHARE) != NetStatus.SUCCESS) {
            return Outcome.failed(NetStatus.INVALID_NAME);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (List.of("pipe", "mailslot", "ipc$", "admin$").contains(lower)) {
            return Outcome.failed(NetStatus.ACCESS_DENIED);
        }
        if (ShareType.onWire(given.type()) != ShareType.DISK) {
            return Outcome.wrong(Outcome.PARAMETER_TYPE);
        }
        boolean dots =
                Arrays.stream(given.path().split("\\\\", -1))
                        .anyMatch(part -> part.equals(".") || part.equals(".."));
        if (given.path().isEmpty() || dots) {
            return Outcome.wrong(Outcome.PARAMETER_PATH);
        }
        return checkComment(given);
    }

    private static @Nullable Outcome checkComment(Given given) {
        String comment = given.change().comment();
        return comment != null && comment.length() > MAX_COMMENT_CHARS
                ? Outcome.wrong(Outcome.PARAMETER_COMMENT)
                : null;
    }

    /** [MS-SRVS] 3.1.4.11 NetrShareSetInfo. */
    CompletableFuture<byte[]> shareSet(NdrReader in, boolean administrator)
            throws MalformedMessageException {
        String name = in.string();
        int level = in.i32();
        if (!ShareInfo.canBeSet(level)) {
            return answer(Outcome.failed(NetStatus.INVALID_LEVEL), false);
        }
        Given given = ShareInfo.decode(in, level);
        boolean wantsParameter = parameterError(in);
        if (!administrator) {
            return answer(Outcome.failed(NetStatus.ACCESS_DENIED), wantsParameter);
        }
        Outcome wrong =
                name.isEmpty() ? Outcome.failed(NetStatus.INVALID_PARAMETER) : checkComment(given);
        return wrong == null
                ? answer(control.changeShare(name, given.change()), wantsParameter)
                : answer(wrong, wantsParameter);
    }

    /**
     * [MS-SRVS] 3.1.4.12 NetrShareDel, 3.1.4.13 NetrShareDelSticky: every share is in the
     * configuration and nowhere else, so both take it from there.
     */
    CompletableFuture<byte[]> shareRemove(NdrReader in, boolean administrator)
            throws MalformedMessageException {
        return remove(in.string(), administrator);
    }

    /** [MS-SRVS] 3.1.4.47 NetrShareDelEx. */
    CompletableFuture<byte[]> shareRemoveEx(NdrReader in, boolean administrator)
            throws MalformedMessageException {
        int level = in.i32();
        return level == 503
                ? remove(ShareInfo.decode(in, level).name(), administrator)
                : CompletableFuture.completedFuture(status(NetStatus.INVALID_LEVEL));
    }

    private CompletableFuture<byte[]> remove(String name, boolean administrator) {
        if (!administrator) {
            return CompletableFuture.completedFuture(status(NetStatus.ACCESS_DENIED));
        }
        if (name.isEmpty()) {
            return CompletableFuture.completedFuture(status(NetStatus.INVALID_PARAMETER));
        }
        return control.removeShare(name).thenApply(outcome -> status(outcome.status()));
    }

    /** [MS-SRVS] 3.1.4.6 NetrSessionDel. */
    byte[] sessionRemove(NdrReader in, boolean administrator) throws MalformedMessageException {
        String client = given(in.uniqueString());
        String user = given(in.uniqueString());
        if (!administrator) {
            return status(NetStatus.ACCESS_DENIED);
        }
        if (client.length() >= MAX_FILTER_CHARS || user.length() >= MAX_FILTER_CHARS) {
            return status(NetStatus.INVALID_PARAMETER);
        }
        boolean named = client.startsWith("\\\\");
        if ((client.isEmpty() && user.isEmpty()) || (!client.isEmpty() && !named)) {
            return status(NetStatus.CLIENT_NAME_NOT_FOUND);
        }
        boolean any = false;
        for (Session session : inventory.sessions()) {
            boolean ofClient =
                    client.isEmpty() || session.client().equalsIgnoreCase(client.substring(2));
            if (ofClient && (user.isEmpty() || session.user().equalsIgnoreCase(user))) {
                any |= control.closeSession(session);
            }
        }
        return status(any ? NetStatus.SUCCESS : NetStatus.CLIENT_NAME_NOT_FOUND);
    }

    private static String given(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** [MS-SRVS] 3.1.4.4 NetrFileClose. */
    byte[] fileClose(NdrReader in, boolean administrator) throws MalformedMessageException {
        int id = in.i32();
        if (!administrator) {
            return status(NetStatus.ACCESS_DENIED);
        }
        return status(control.closeFile(id) ? NetStatus.SUCCESS : NetStatus.FILE_ID_NOT_FOUND);
    }

    /**
     * [MS-SRVS] 3.1.4.18 NetrServerSetInfo: what it sets is the cluster's and not one server's, or
     * belongs to servers of SMB 1.
     */
    byte[] serverSet(boolean administrator) {
        int status = administrator ? NetStatus.NOT_SUPPORTED : NetStatus.ACCESS_DENIED;
        return new NdrWriter().u32(0).u32(status).toBytes();
    }

    /** Whether the client wants to know which parameter was wrong. */
    private static boolean parameterError(NdrReader in) throws MalformedMessageException {
        boolean wanted = in.pointer();
        if (wanted) {
            in.u32();
        }
        return wanted;
    }

    private static CompletableFuture<byte[]> answer(Outcome outcome, boolean wantsParameter) {
        return answer(CompletableFuture.completedFuture(outcome), wantsParameter);
    }

    private static CompletableFuture<byte[]> answer(
            CompletableFuture<Outcome> outcome, boolean wantsParameter) {
        return outcome.thenApply(
                done -> {
                    NdrWriter out = new NdrWriter();
                    if (wantsParameter) {
                        out.referent().u32(done.parameter());
                    } else {
                        out.u32(0);
                    }
                    return out.u32(done.status()).toBytes();
                });
    }

    private static byte[] status(int status) {
        return new NdrWriter().u32(status).toBytes();
    }
}
