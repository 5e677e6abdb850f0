package io.onehop.server.transport;

import java.nio.ByteBuffer;

/**
 * One message of the peer, without the transport's own framing.
 *
 * @param bytes the message, little-endian, writable, from position 0 to its limit
 * @param release gives the memory back; run exactly once, on any thread, after which nobody touches
 *     the bytes
 */
public record Frame(ByteBuffer bytes, Runnable release) {}
