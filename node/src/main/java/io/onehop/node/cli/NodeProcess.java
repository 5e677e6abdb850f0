package io.onehop.node.cli;

import io.onehop.node.NodeDaemon;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A node as the whole of a process: it leaves its cluster in order when the process is told to end.
 */
final class NodeProcess {
    private NodeProcess() {}

    /**
     * Runs until the process is told to end.
     *
     * @param untilInputEnds whether to end, in order, when standard input does: whoever started the
     *     process then need not live to end it
     * @throws IOException when something that the node needs cannot be had; the message says what
     */
    static void run(Path stateFolder, boolean untilInputEnds)
            throws IOException, InterruptedException {
        NodeDaemon daemon = NodeDaemon.start(stateFolder);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("onehop-leave").unstarted(daemon::close));
        if (untilInputEnds) {
            System.in.transferTo(OutputStream.nullOutputStream());
        } else {
            new CountDownLatch(1).await();
        }
    }
}
