/**
 * A volume on an existing directory of the host, shared as it is: the host sees ordinary files, and
 * files that the host makes are served.
 *
 * <p>What the host cannot hold lies in user extended attributes of the file ({@code user.onehop.*})
 * and, where those are too small, in the folder {@code .onehop} at the root, which no client sees.
 * Every system call on the volume goes through {@link io.onehop.volume.directory.Host}, which asks
 * the fence first. Nothing here leaves the directory: paths are resolved by the kernel beneath the
 * root without following any link.
 *
 * <p>All types may be used by any thread. Locks are taken in this order: the store's lock of names,
 * a directory's lock, an open file's monitor; none is held while data is read or written.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.volume.directory;
