/**
 * Bytes to frames and back, for each kind of transport; TCP is the first. What follows sees only
 * {@link io.onehop.server.transport.Link} and {@link io.onehop.server.transport.Frame}. A link and
 * its listener belong to one event loop thread for their whole life; nothing is allocated by a
 * length that a peer named before that length was checked.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server.transport;
