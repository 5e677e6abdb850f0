package io.onehop.rpc.srvsvc;

import io.onehop.rpc.RpcCaller;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes down what it is told, and does as {@code next} says. */
final class FakeControl implements ServerControl {
    final List<String> told = new ArrayList<>();
    Outcome next = Outcome.SUCCESS;

    @Override
    public CompletableFuture<Outcome> addShare(String name, String path, ShareChange properties) {
        return tell("add " + name + " at " + path + text(properties));
    }

    @Override
    public CompletableFuture<Outcome> changeShare(String name, ShareChange change) {
        return tell("change " + name + text(change));
    }

    @Override
    public CompletableFuture<Outcome> removeShare(String name) {
        return tell("remove " + name);
    }

    @Override
    public FileSecurity fileSecurity(RpcCaller caller, String share, String file, int information) {
        told.add(
                "security %d of %s in %s for %s"
                        .formatted(information, file, share, caller.user()));
        return next.status() == NetStatus.SUCCESS
                ? new FileSecurity(NetStatus.SUCCESS, new byte[] {1, 2, 3})
                : new FileSecurity(next.status(), null);
    }

    @Override
    public int setFileSecurity(
            RpcCaller caller, String share, String file, int information, byte[] descriptor) {
        told.add(
                "set %d of %s in %s to %s"
                        .formatted(information, file, share, HexFormat.of().formatHex(descriptor)));
        return next.status();
    }

    private static String text(ShareChange change) {
        byte[] security = change.securityDescriptor();
        return ": %s, %s, %s, %s"
                .formatted(
                        change.comment(),
                        change.maxUses(),
                        change.flags(),
                        security == null ? null : HexFormat.of().formatHex(security));
    }

    private CompletableFuture<Outcome> tell(String what) {
        told.add(what);
        return CompletableFuture.completedFuture(next);
    }

    @Override
    public boolean closeSession(ServerInventory.Session session) {
        told.add("close session " + session.id());
        return true;
    }

    @Override
    public boolean closeFile(int id) {
        told.add("close file " + id);
        return id == 5;
    }
}
