package io.onehop.client;

import java.util.List;

/**
 * What a transfer did.
 *
 * @param files copied
 * @param unchanged left as they were by a mirror
 * @param deleted by a mirror
 * @param restarted files begun again because a write was in doubt
 * @param failures one line each; the rest was copied
 */
public record TransferResult(
        long files,
        long bytes,
        long unchanged,
        long deleted,
        long restarted,
        long millis,
        List<String> failures) {
    public TransferResult {
        failures = List.copyOf(failures);
    }

    public boolean isComplete() {
        return failures.isEmpty();
    }
}
