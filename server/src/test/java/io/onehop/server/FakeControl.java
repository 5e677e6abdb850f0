package io.onehop.server;

import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.srvsvc.NetStatus;
import io.onehop.rpc.srvsvc.ServerControl;
import io.onehop.rpc.srvsvc.ServerInventory;
import java.util.concurrent.CompletableFuture;

/** Changes nothing, and says so. */
final class FakeControl implements ServerControl {
    private static CompletableFuture<Outcome> refused() {
        return CompletableFuture.completedFuture(Outcome.failed(NetStatus.NOT_SUPPORTED));
    }

    @Override
    public CompletableFuture<Outcome> addShare(String name, String path, ShareChange properties) {
        return refused();
    }

    @Override
    public CompletableFuture<Outcome> changeShare(String name, ShareChange change) {
        return refused();
    }

    @Override
    public CompletableFuture<Outcome> removeShare(String name) {
        return refused();
    }

    @Override
    public FileSecurity fileSecurity(RpcCaller caller, String share, String file, int information) {
        return new FileSecurity(NetStatus.NOT_SUPPORTED, null);
    }

    @Override
    public int setFileSecurity(
            RpcCaller caller, String share, String file, int information, byte[] descriptor) {
        return NetStatus.NOT_SUPPORTED;
    }

    @Override
    public boolean closeSession(ServerInventory.Session session) {
        return false;
    }

    @Override
    public boolean closeFile(int id) {
        return false;
    }
}
