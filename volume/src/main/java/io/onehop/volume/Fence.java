package io.onehop.volume;

/**
 * Says whether this node may still touch a volume. A store asks right before each system call that
 * reads or changes the volume, so that a node whose ownership ended while it was stopped does
 * nothing. Cheap: a comparison of clocks.
 */
@FunctionalInterface
public interface Fence {
    /** For a volume that nobody else can own. */
    Fence OPEN = () -> {};

    /**
     * @throws VolumeException NOT_OWNER
     */
    void check() throws VolumeException;
}
