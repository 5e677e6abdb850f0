package io.onehop.trials.bench;

import io.onehop.client.connection.ConnectionProfile;
import io.onehop.client.connection.Credentials;
import io.onehop.client.connection.SmbSession;
import io.onehop.client.connection.Tree;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A server to measure.
 *
 * @param folder where the share's files lie on this machine
 * @param pid its first process
 */
record Target(
        String name,
        InetSocketAddress address,
        String share,
        Path folder,
        Credentials who,
        String password,
        long pid) {
    SmbSession connect(ConnectionProfile profile) throws IOException {
        return SmbSession.open(
                address,
                new SmbSession.Logon(BenchCluster.SERVER, UUID.randomUUID(), who),
                profile);
    }

    Tree tree(SmbSession session) throws IOException {
        return session.connectTree(BenchCluster.SERVER, share, 0);
    }

    /** Processor time of the server until now, of all its processes. */
    long cpuNanos() throws IOException {
        return ProcessCost.familyCpuNanos(pid);
    }
}
