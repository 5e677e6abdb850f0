/**
 * The command {@code onehop}. It holds no state but a profile in the user's home, asks any node's
 * admin API, and ends with 0 (done), 1 (not done, one sentence says why and what to do) or 2 (the
 * command line was wrong). Classes are loaded only for the command that was given, so that it
 * starts quickly. One thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.node.cli;
