/**
 * The witness service: codec, the registry as a pure state machine that takes the time and returns
 * effects, and the interface that serialises calls to it and completes them outside its lock.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.rpc.witness;
