package io.onehop.wire.ntlm;

/** Why an authentication failed, for our own log: the peer learns no more than its status code. */
public enum Refusal {
    /** The token is no message, or not the one that comes next. */
    MALFORMED,
    /** The peer cannot Unicode, extended session security or 128 bits. */
    WEAK_OPTIONS,
    /** LM or NTLMv1. */
    NOT_NTLMV2,
    ANONYMOUS,
    /** Unknown user or wrong password: we do not say which. */
    LOGON_FAILURE,
    /** The messages of the handshake were changed on their way. */
    BAD_MIC,
    /** The response was computed too long ago, or by a wrong clock. */
    EXPIRED,
    /** Key exchange was negotiated and there is no key. */
    BAD_SESSION_KEY,
    /** SPNEGO: the peer does not offer NTLM. */
    NO_COMMON_MECHANISM,
    /** SPNEGO: mechListMIC is wrong, or absent though required. */
    BAD_MECH_LIST_MIC,
    /** SPNEGO: the acceptor said no. */
    REJECTED
}
