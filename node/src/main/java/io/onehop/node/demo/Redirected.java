package io.onehop.node.demo;

import java.util.Map;

/**
 * What was redirected of a share, by node and client. A client that goes is forgotten, so only the
 * growth of what is there says anything.
 */
public record Redirected(Map<String, Use> uses) {
    /** Bytes of answers and of requests. */
    public record Use(long readBytes, long writtenBytes) {
        Use plus(Use other) {
            return new Use(readBytes + other.readBytes, writtenBytes + other.writtenBytes);
        }
    }

    public Redirected {
        uses = Map.copyOf(uses);
    }

    public long writtenBytes() {
        return uses.values().stream().mapToLong(Use::writtenBytes).sum();
    }

    /** The bytes both ways that were added since an earlier look. */
    public long bytesSince(Redirected earlier) {
        long sum = 0;
        for (Map.Entry<String, Use> each : uses.entrySet()) {
            Use old = earlier.uses.getOrDefault(each.getKey(), new Use(0, 0));
            Use now = each.getValue();
            sum += Math.max(0, now.readBytes - old.readBytes);
            sum += Math.max(0, now.writtenBytes - old.writtenBytes);
        }
        return sum;
    }
}
