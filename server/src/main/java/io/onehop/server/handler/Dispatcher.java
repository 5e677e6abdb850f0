package io.onehop.server.handler;

import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.RequestHandler;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.smb2.Cancel;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.Logoff;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.QueryDirectory;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.SessionSetup;
import io.onehop.wire.smb2.SetInfo;
import io.onehop.wire.smb2.TreeConnect;
import io.onehop.wire.smb2.TreeDisconnect;
import io.onehop.wire.smb2.Write;
import org.jspecify.annotations.Nullable;

/** Gives each request on a volume to the handler of its command. Thread safe. */
public final class Dispatcher implements RequestHandler {
    /** The handlers of what is known about files. */
    public record InformationHandlers(
            Handler<QueryDirectory.Request> queryDirectory,
            Handler<QueryInfo.Request> queryInfo,
            Handler<SetInfo.Request> setInfo,
            Handler<Ioctl.Request> ioctl) {}

    private final InformationHandlers information;
    private final CreateHandler create = new CreateHandler();
    private final CloseHandler close = new CloseHandler();
    private final FlushHandler flush = new FlushHandler();
    private final ReadHandler read = new ReadHandler();
    private final WriteHandler write = new WriteHandler();
    private final LockHandler lock = new LockHandler();
    private final OplockBreakHandler oplockBreak = new OplockBreakHandler();
    private final ChangeNotifyHandler changeNotify = new ChangeNotifyHandler();

    public Dispatcher(InformationHandlers information) {
        this.information = information;
    }

    @Override
    public @Nullable Reply handleAtOnce(Request request, RequestContext context) {
        switch (request.command()) {
            case READ, CREATE, CLOSE -> {}
            default -> {
                return null;
            }
        }
        Reply reply =
                Guarded.reply(
                        () -> {
                            try (Use _ = context.volume().enter()) {
                                return Sequencing.run(
                                        request, context, () -> atOnce(request, context));
                            }
                        });
        boolean waits = reply instanceof Reply.Failure f && f.status().equals(NtStatus.CANT_WAIT);
        return waits ? null : reply;
    }

    private Reply atOnce(Request request, RequestContext context)
            throws SmbException, VolumeException {
        return switch (request) {
            case Read.Request r -> read.handleAtOnce(r, context);
            case Create.Request r -> create.handleAtOnce(r, context);
            case Close.Request r -> close.handleAtOnce(r, context);
            default -> throw new SmbException(NtStatus.CANT_WAIT);
        };
    }

    @Override
    public Reply handle(Request request, RequestContext context) {
        return Guarded.reply(
                () -> {
                    try (Use _ = context.volume().enter()) {
                        return Sequencing.run(
                                request,
                                context,
                                () ->
                                        switch (request) {
                                            case Create.Request r -> create.handle(r, context);
                                            case Close.Request r -> close.handle(r, context);
                                            case Flush.Request r -> flush.handle(r, context);
                                            case Read.Request r -> read.handle(r, context);
                                            case Write.Request r -> write.handle(r, context);
                                            case Lock.Request r -> lock.handle(r, context);
                                            case ChangeNotify.Request r ->
                                                    changeNotify.handle(r, context);
                                            case OplockBreak.Acknowledgment r ->
                                                    oplockBreak.handle(r, context);
                                            case OplockBreak.LeaseAcknowledgment r ->
                                                    oplockBreak.handle(r, context);
                                            case QueryDirectory.Request r ->
                                                    information.queryDirectory.handle(r, context);
                                            case QueryInfo.Request r ->
                                                    information.queryInfo.handle(r, context);
                                            case SetInfo.Request r ->
                                                    information.setInfo.handle(r, context);
                                            case Ioctl.Request r ->
                                                    information.ioctl.handle(r, context);
                                            case Negotiate.Request r -> throw misplaced(r);
                                            case SessionSetup.Request r -> throw misplaced(r);
                                            case Logoff.Request r -> throw misplaced(r);
                                            case TreeConnect.Request r -> throw misplaced(r);
                                            case TreeDisconnect.Request r -> throw misplaced(r);
                                            case Cancel.Request r -> throw misplaced(r);
                                            case Echo.Request r -> throw misplaced(r);
                                        });
                    }
                });
    }

    private static IllegalStateException misplaced(Request request) {
        return new IllegalStateException(request.command() + " is no request on a volume");
    }
}
