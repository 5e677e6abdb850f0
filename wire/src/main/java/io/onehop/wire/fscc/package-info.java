/**
 * Information about files and file systems: one record an information class, named as in [MS-FSCC]
 * 2.4 and 2.5, with the enumerations that number them; names and patterns of files. All types are
 * values: any thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.wire.fscc;
