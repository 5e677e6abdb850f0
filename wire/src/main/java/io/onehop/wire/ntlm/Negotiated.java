package io.onehop.wire.ntlm;

/** What every NTLM message says of its sender: NegotiateFlags and Version. */
public record Negotiated(int flags, Version version) {
    public boolean has(int wanted) {
        return NtlmFlags.all(flags, wanted);
    }
}
