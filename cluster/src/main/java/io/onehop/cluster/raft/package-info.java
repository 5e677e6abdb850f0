/**
 * Apache Ratis behind a narrow interface of ours: submit a command, apply it in order on every
 * node, keep a snapshot, ask the leader. The only package that names Ratis. Callbacks come on
 * Ratis' threads and must return at once.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.cluster.raft;
