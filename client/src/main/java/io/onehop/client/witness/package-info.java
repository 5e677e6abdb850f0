/**
 * The client of the witness service. [MS-SWN] 3.2.
 *
 * <p>Invariant: one registration at a time, with a node that is not the data node; no notification
 * is lost between two calls without the registration being made anew. One virtual thread a share,
 * and one that reads for each RPC connection.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.client.witness;
