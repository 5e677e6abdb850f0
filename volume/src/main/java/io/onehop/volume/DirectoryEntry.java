package io.onehop.volume;

/** One name in a directory and what it names. */
public record DirectoryEntry(String name, Metadata metadata) {}
