/**
 * Both sides of a connection-oriented DCE/RPC association, without transport and without threads:
 * bytes in, packets out through a sink, calls to {@link io.onehop.rpc.RpcInterface}. A connection
 * belongs to one executor; interfaces may complete their calls on any thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.rpc;
