/**
 * Real clients against real node processes. Each class has a cluster of its own; its tests run one
 * after another and leave the cluster as they found it.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.trials.interop;
