/**
 * The messages of [MS-SMB2] 2.2, one file a command, each with its Request and Response. Records
 * are immutable and belong to no thread. Their buffers are little-endian copies with position 0
 * that nobody moves (read them through a {@code WireReader}); only the data of READ responses and
 * WRITE requests is a slice of the frame and lives as long as it.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.wire.smb2;
