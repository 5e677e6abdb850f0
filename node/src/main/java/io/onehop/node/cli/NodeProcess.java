package io.onehop.node.cli;

import io.onehop.node.NodeDaemon;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A node as the whole of a process: it leaves its cluster in order when the process is told to end.
 */
final class NodeProcess {
    private NodeProcess() {}

    /**
     * Runs until the process is told to end, or the cluster has removed the node.
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
            Thread.ofPlatform().name("onehop-input").daemon().start(NodeProcess::endWithInput);
        }
        daemon.awaitRemoval();
    }

    /** The shutdown hook takes the node out of its cluster. */
    private static void endWithInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Nobody is left at the other end: the same.
        }
        System.exit(0);
    }
}
