/**
 * The server service: shares, sessions and files as the server plugs them in. Cluster bits of share
 * types never go on the wire. Holds no state; any thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.rpc.srvsvc;
