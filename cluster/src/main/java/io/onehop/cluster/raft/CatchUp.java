package io.onehop.cluster.raft;

/** Asks a node to apply at least this version of the state now, and to answer when it has. */
public record CatchUp(long version) implements Question {}
