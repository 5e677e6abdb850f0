package io.onehop.rpc;

/**
 * What an association needs of a security provider, on either side. [MS-RPCE] 3.3.1.5.2. One thread
 * at a time.
 */
public interface SecurityContext {
    /** What a leg led to. */
    enum Outcome {
        CONTINUE,
        COMPLETE,
        FAILED
    }

    /** The result of one leg and the token for the peer, empty when there is none. */
    record Step(Outcome outcome, byte[] token) {
        public static Step failed() {
            return new Step(Outcome.FAILED, new byte[0]);
        }
    }

    /** A part of a packet. */
    record Region(int offset, int length) {}

    /** Takes a token of the peer; a client's first leg takes an empty one. */
    Step step(byte[] token);

    /** Who the peer is, once complete; a client's own context answers with the server's name. */
    RpcCaller caller();

    /** The length of every signature, in bytes. */
    int signatureBytes();

    /** The signature over a region of a packet. */
    byte[] sign(byte[] packet, Region signed);

    /** Whether a signature of the peer is the next one and right. */
    boolean verify(byte[] packet, Region signed, byte[] signature);

    /** Encrypts a region in place and signs another, which is signed as plain text. */
    byte[] seal(byte[] packet, Region signed, Region sealed);

    /** Decrypts a region in place and checks the signature over another in plain text. */
    boolean unseal(byte[] packet, Region signed, Region sealed, byte[] signature);
}
