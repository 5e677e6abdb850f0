/**
 * What the cluster has agreed on: immutable records, and the reducer that makes the next state of a
 * command. No threads, clocks, sockets or files: every node that applies the same commands holds
 * the same state.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.cluster.state;
