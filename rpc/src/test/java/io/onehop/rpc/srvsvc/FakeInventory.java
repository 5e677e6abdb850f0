package io.onehop.rpc.srvsvc;

import java.time.Instant;
import java.util.List;

/** Two shares, one of everything else. */
public final class FakeInventory implements ServerInventory {
    @Override
    public Server server() {
        return new Server("SOFS", "Onehop", 6, 3, 0x9003);
    }

    @Override
    public List<Share> shares() {
        return List.of(
                new Share(
                        "vm",
                        ShareType.CLUSTER_SOFS,
                        "Machines",
                        0x4000,
                        new ShareDetail("C:\\vm", -1, 2, new byte[20])),
                new Share(
                        "IPC$",
                        ShareType.SPECIAL_IPC,
                        "Remote IPC",
                        0,
                        new ShareDetail("", -1, 1, null)));
    }

    @Override
    public List<Session> sessions() {
        return List.of(
                new Session(
                        77,
                        "10.0.0.7",
                        "tester",
                        3,
                        new SessionTimes(60, 5),
                        new SessionKind(0, "", "\\Device\\Tcp")));
    }

    @Override
    public List<OpenFile> files() {
        return List.of(new OpenFile(5, 3, 1, "C:\\vm\\disk.vhdx", "tester"));
    }

    @Override
    public List<Connection> connections(String qualifier) {
        return List.of(new Connection(1, 2, 60, "tester", qualifier));
    }

    @Override
    public List<String> addresses() {
        return List.of("192.0.2.1", "192.0.2.2");
    }

    @Override
    public List<String> disks() {
        return List.of("C:");
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(1_000_000);
    }

    @Override
    public long uptimeMillis() {
        return 12_345;
    }
}
