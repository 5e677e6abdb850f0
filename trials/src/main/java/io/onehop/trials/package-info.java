/** Interop, faults, fuzz and benchmarks. Never shipped. */
@org.jspecify.annotations.NullMarked
package io.onehop.trials;
