/**
 * An SMB client that does what a Hyper-V host does: it connects to any node, lets the witness move
 * it, share by share, and goes on with the same files.
 *
 * <p>Invariant: an operation is carried out once, or is repeated only where that cannot be noticed,
 * or ends in {@link io.onehop.client.InDoubtException}; nothing is guessed. Every public type is
 * thread safe unless it says otherwise; calls block, also on virtual threads, and an interrupt ends
 * a wait.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.client;
