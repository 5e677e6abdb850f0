package io.onehop.server.open;

/** Holds something open while an operation is under way. */
@FunctionalInterface
public interface Use extends AutoCloseable {
    @Override
    void close();
}
