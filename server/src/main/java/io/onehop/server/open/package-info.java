/**
 * Files as their opens share them, on the node that owns the volume: share modes, delete-on-close,
 * byte-range locks, oplocks and leases, change notification. Each class says what its lock
 * protects; no lock is held over I/O of the volume.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server.open;
