package io.onehop.rpc.srvsvc;

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
