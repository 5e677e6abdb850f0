/**
 * Where a request is worked on. A session's requests go to the node that owns the volume they name:
 * to this one's handlers, or over a link to the owner, which works on them as if the client were
 * connected there. Semantics live at the owner only; credits, signing and encryption stay with the
 * node that the client is on.
 *
 * <p>Between nodes travels the decrypted, verified message and an envelope ({@link
 * io.onehop.server.relay.RelayMessage}) over mutually authenticated TLS, one link for a session and
 * an owner: the link's order is the session's order, its end is the session's end, and its flow
 * control reaches from the owner's disk to the client.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server.relay;
