package io.onehop.server.connection;

import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.crypto.SigningAlgorithm;
import java.util.List;

/**
 * What the server offers in NEGOTIATE, the most wanted first.
 *
 * @param ciphers what is not listed is not used
 * @param signing for 3.1.1 clients that can choose
 */
public record NegotiateOptions(List<CipherAlgorithm> ciphers, List<SigningAlgorithm> signing) {
    public static final NegotiateOptions DEFAULTS =
            new NegotiateOptions(
                    List.of(
                            CipherAlgorithm.AES_128_GCM,
                            CipherAlgorithm.AES_128_CCM,
                            CipherAlgorithm.AES_256_GCM,
                            CipherAlgorithm.AES_256_CCM),
                    List.of(
                            SigningAlgorithm.AES_GMAC,
                            SigningAlgorithm.AES_CMAC,
                            SigningAlgorithm.HMAC_SHA256));

    public NegotiateOptions {
        ciphers = List.copyOf(ciphers);
        signing = List.copyOf(signing);
    }
}
