/**
 * What trials are made of: clusters of real processes, real clients, and waiting for conditions.
 * Used from the thread of the test unless a class says otherwise.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.trials.harness;
