package io.onehop.node.demo.step;

import io.onehop.client.TransferOptions;
import io.onehop.client.TransferResult;
import io.onehop.node.cli.Units;

/** What the steps that copy have in common. */
final class Copies {
    /** Many of the files are small: more of them at once hide the waits. */
    static final TransferOptions OPTIONS = TransferOptions.DEFAULT.withParallelFiles(8);

    /** The whole tree, on the first and a part of it on the second share. */
    static final String TREE = "tree";

    /** A part of the tree, copied directly. */
    static final String DIRECT = "direct";

    static final String LOAD = "load.bin";

    private Copies() {}

    static String text(TransferResult result) {
        return result.files()
                + " files, "
                + Units.bytes(result.bytes())
                + " in "
                + Units.millis(result.millis())
                + ", "
                + Units.bytes(result.bytes() * 1000 / Math.max(1, result.millis()))
                + "/s";
    }

    /** Empty if nothing failed. */
    static String failure(TransferResult result) {
        return result.isComplete() ? "" : "; failed: " + result.failures().getFirst();
    }
}
