package io.onehop.volume;

/**
 * One data stream of a file: name without colons and type, empty for the unnamed stream; sizes in
 * bytes.
 */
public record StreamEntry(String name, long size, long allocationSize) {}
