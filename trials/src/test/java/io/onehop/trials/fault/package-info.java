/**
 * Faults and bad input against real node processes: what was acknowledged is still there, nothing
 * stale is read, and a node that gets nonsense goes on serving others.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.trials.fault;
