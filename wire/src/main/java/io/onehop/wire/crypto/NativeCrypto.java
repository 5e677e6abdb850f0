package io.onehop.wire.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * AWS-LC, by Amazon's Corretto Crypto Provider, for AES-GMAC: four times as fast as the JDK's,
 * which gathers all that is only authenticated before it begins. The JDK signs where the library
 * cannot be loaded: another processor, another C library, no folder to execute it from.
 */
public final class NativeCrypto {
    private static final String PROVIDER =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private static final String GCM = "AES/GCM/NoPadding";

    private static volatile @Nullable Provider loaded;

    private NativeCrypto() {}

    /**
     * Loads the library, which tests itself: half a second. {@link Signer}s that have not signed
     * yet use it from then on.
     *
     * @throws GeneralSecurityException when it cannot be loaded here, which only costs speed; the
     *     message says why
     */
    public static void load() throws GeneralSecurityException {
        try {
            Provider provider = (Provider) Class.forName(PROVIDER).getField("INSTANCE").get(null);
            Object error = provider.getClass().getMethod("getLoadingError").invoke(provider);
            if (error != null) {
                throw new GeneralSecurityException(error.toString());
            }
            Cipher.getInstance(GCM, provider);
            loaded = provider;
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            throw new GeneralSecurityException(e.toString(), e);
        }
    }

    /** AES/GCM/NoPadding by the library if it is loaded, and else by the JDK. */
    static Cipher gcm() {
        Provider provider = loaded;
        try {
            return provider == null ? Cipher.getInstance(GCM) : Cipher.getInstance(GCM, provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
