/**
 * Signing, encryption and key derivation of SMB: [MS-SMB2] 3.1.4.
 *
 * <p>Invariant: a {@link io.onehop.wire.crypto.Signer}, {@link io.onehop.wire.crypto.FrameSealer}
 * or {@link io.onehop.wire.crypto.FrameOpener} belongs to one key and any number of threads may use
 * it at once; no position of a buffer that was given for reading moves.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.wire.crypto;
