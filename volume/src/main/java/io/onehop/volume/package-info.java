/**
 * Files as a server sees them: trees of files and directories with streams, attributes, security
 * descriptors and extended attributes, behind one interface that every store implements and one
 * contract test proves.
 *
 * <p>A volume knows nothing of share modes, byte-range locks, leases or access rights: those belong
 * to the server. All types here may be used by any thread; callers keep order between operations
 * that depend on each other.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.volume;
