/**
 * The endpoint mapper: which TCP port serves an interface, by towers. Holds no state; any thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.rpc.epm;
