/**
 * The file server remote VSS service, for a server that can make no shadow copies yet: codec, the
 * sets as a pure state machine that takes the time, and the agent that checks callers and
 * serialises calls to it. Any thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.rpc.fsrvp;
