/**
 * The rules of the house that a compiler does not know: which part may see which, and what no
 * source may say. Read only; any thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.trials.house;
