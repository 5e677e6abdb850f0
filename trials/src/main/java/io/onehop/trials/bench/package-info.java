/**
 * Measures speed and size of a cluster of real node processes on this machine. What is compared is
 * measured in turns in one run, so that ratios hold on a busy machine. One thread drives; answers
 * come on the client's threads.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.trials.bench;
