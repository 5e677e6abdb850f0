/**
 * The negotiation around NTLM: RFC 4178 and [MS-SPNG].
 *
 * <p>Invariant: a negotiation has one owner, who calls it from one thread at a time. Tokens of
 * strangers are read without recursion and within {@code Limits.MAX_SECURITY_TOKEN_BYTES}; what
 * they do wrong becomes a refusal.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.wire.spnego;
