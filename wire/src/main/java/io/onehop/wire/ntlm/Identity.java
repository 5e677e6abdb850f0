package io.onehop.wire.ntlm;

/** Who a client says it is: names as sent, of any case. */
public record Identity(String domain, String user, String workstation) {}
