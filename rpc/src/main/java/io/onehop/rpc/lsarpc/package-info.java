/**
 * The local security authority: names to security identifiers and back, read only. Handles belong
 * to one association. Any thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.rpc.lsarpc;
