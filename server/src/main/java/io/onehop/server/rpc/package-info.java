/**
 * DCE/RPC over TCP: the endpoint mapper and the witness of this node. One event loop thread runs
 * all of it.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server.rpc;
