/**
 * When and where a share moves, and what may be repeated after it.
 *
 * <p>Invariant: nothing here knows threads, sockets or clocks; events and the time go in, effects
 * come out.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.client.move;
