/**
 * Fuzzing of a whole node: clients that know the protocol's states and spoil what they send. Each
 * client is one thread.
 */
@NullMarked
package io.onehop.trials.fuzz;

import org.jspecify.annotations.NullMarked;
