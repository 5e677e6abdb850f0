package io.onehop.client;

/**
 * How trees are copied.
 *
 * @param parallelFiles on their way together
 * @param verify whether what was written is read back and compared by SHA-256
 * @param flush whether each file is on stable storage before it counts as done
 */
public record TransferOptions(int parallelFiles, boolean verify, boolean flush) {
    public static final TransferOptions DEFAULT = new TransferOptions(4, false, false);

    public TransferOptions {
        if (parallelFiles < 1) {
            throw new IllegalArgumentException(parallelFiles + " files at once");
        }
    }

    public TransferOptions withVerify(boolean newVerify) {
        return new TransferOptions(parallelFiles, newVerify, flush);
    }

    public TransferOptions withFlush(boolean newFlush) {
        return new TransferOptions(parallelFiles, verify, newFlush);
    }

    public TransferOptions withParallelFiles(int files) {
        return new TransferOptions(files, verify, flush);
    }
}
