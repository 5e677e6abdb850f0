package io.onehop.volume;

/** Bytes {@code [offset, offset + length)} of a stream. */
public record ByteRange(long offset, long length) {}
