/**
 * NTLM authentication and its message security: [MS-NLMP], version 2 of the protocol only.
 *
 * <p>Invariant: a handshake or a security context has one owner, who calls it from one thread at a
 * time; time, randomness and accounts are passed in. What a peer sends is answered by a refusal,
 * never by another exception.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.wire.ntlm;
