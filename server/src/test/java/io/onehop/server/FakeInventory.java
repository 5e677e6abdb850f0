package io.onehop.server;

import io.onehop.cluster.state.ShareState;
import io.onehop.rpc.srvsvc.ServerInventory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The shares of a cluster, for NetrShareEnum. */
record FakeInventory(FakeCluster cluster) implements ServerInventory {
    private static final int DISK = 0;
    private static final int IPC = 0x8000_0003;
    private static final int SERVER = 0x0000_0003;

    @Override
    public Server server() {
        return new Server("SOFS1", "test", 10, 0, SERVER);
    }

    @Override
    public List<Share> shares() {
        List<Share> out = new ArrayList<>();
        for (ShareState share : cluster.state().shares().values()) {
            ShareDetail detail = new ShareDetail("", -1, 0, null);
            out.add(new Share(share.name(), DISK, share.comment(), 0, detail));
        }
        out.add(new Share("IPC$", IPC, "pipes", 0, new ShareDetail("", -1, 0, null)));
        return out;
    }

    @Override
    public List<Session> sessions() {
        return List.of();
    }

    @Override
    public List<OpenFile> files() {
        return List.of();
    }

    @Override
    public List<Connection> connections(String qualifier) {
        return List.of();
    }

    @Override
    public List<String> addresses() {
        return List.of();
    }

    @Override
    public List<String> disks() {
        return List.of();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long uptimeMillis() {
        return 1;
    }
}
