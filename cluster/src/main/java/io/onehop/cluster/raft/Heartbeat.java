package io.onehop.cluster.raft;

/** A node tells the leader that this incarnation of it is alive, and asks for its lease. */
public record Heartbeat(String node, long incarnation) implements Question {}
