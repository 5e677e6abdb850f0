/**
 * DNS for the file server name. RFC 1035, RFC 2136, RFC 6891. A node answers only for names of its
 * own cluster and an answer is at most one unfragmented datagram; nothing is kept for a peer beyond
 * its datagram or connection. One virtual thread a socket.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.node.dns;
