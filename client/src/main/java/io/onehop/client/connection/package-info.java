/**
 * One connection with its session and trees. [MS-SMB2] 3.2.
 *
 * <p>Invariant: whatever was read from the peer has passed its signature or its cipher before
 * anybody sees it, and every request ends in exactly one reply or failure. Each connection has a
 * reading and a writing thread of its own; requests come from any thread, and futures complete on
 * the reading one.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.client.connection;
