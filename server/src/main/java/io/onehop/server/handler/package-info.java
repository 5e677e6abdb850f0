/**
 * One class a command: synchronous code over {@code open} and {@code volume} that returns a Reply.
 * Handlers run on worker threads and may block on the volume; requests of one session start in the
 * order they came.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server.handler;
