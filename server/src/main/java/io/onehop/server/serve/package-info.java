/**
 * What a handler may touch of the client it serves. The client may be on this node or on another
 * one that relays its requests: handlers cannot tell. Nothing here knows credits, signing,
 * encryption or compounds.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server.serve;
