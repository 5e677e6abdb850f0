package io.onehop.wire.crypto;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * GHASH of NIST SP 800-38D by the JDK's own class, which its GCM does not let one use alone:
 * through {@link javax.crypto.Cipher} every byte that is only authenticated is first gathered in
 * memory that grows with the message, and copied twice. The class is found when the JVM was started
 * with {@code --add-opens java.base/com.sun.crypto.provider=ALL-UNNAMED}, as Onehop's launcher
 * does; without it {@link GmacEngine} does the same work more slowly. One thread at a time.
 */
final class Ghash {
    static final int BLOCK_BYTES = 16;

    private static final String CLASS = "com.sun.crypto.provider.GHASH";

    /** The three methods of the JDK's class, with its type erased. */
    private record Methods(MethodHandle make, MethodHandle update, MethodHandle digest) {}

    private static final @Nullable Methods METHODS = find();
    private static final @Nullable MethodHandle MAKE = METHODS == null ? null : METHODS.make;
    private static final @Nullable MethodHandle UPDATE = METHODS == null ? null : METHODS.update;
    private static final @Nullable MethodHandle DIGEST = METHODS == null ? null : METHODS.digest;

    private final Object hash;

    /**
     * @param subkey the cipher's output for a block of zeros
     */
    Ghash(byte[] subkey) throws GeneralSecurityException {
        try {
            hash = known(MAKE).invokeExact(subkey);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Whether this JVM lets us at it. */
    static boolean isAvailable() {
        return METHODS != null;
    }

    /** Takes whole blocks. */
    void update(byte[] bytes, int length) throws GeneralSecurityException {
        try {
            int taken = (int) known(UPDATE).invokeExact(hash, bytes, 0, length);
            if (taken != length) {
                throw new IllegalStateException(length + " bytes are not whole blocks");
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** The hash of all blocks since the last call. */
    byte[] digest() throws GeneralSecurityException {
        try {
            return (byte[]) known(DIGEST).invokeExact(hash);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static MethodHandle known(@Nullable MethodHandle handle) {
        if (handle == null) {
            throw new IllegalStateException("the JDK keeps GHASH to itself");
        }
        return handle;
    }

    private static GeneralSecurityException failure(Throwable thrown) {
        return switch (thrown) {
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            case GeneralSecurityException e -> e;
            default -> new GeneralSecurityException(thrown);
        };
    }

    private static @Nullable Methods find() {
        try {
            Class<?> type = Class.forName(CLASS);
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            MethodHandle make =
                    lookup.findConstructor(type, MethodType.methodType(void.class, byte[].class));
            MethodHandle update =
                    lookup.findVirtual(
                            type,
                            "update",
                            MethodType.methodType(int.class, byte[].class, int.class, int.class));
            MethodHandle digest =
                    lookup.findVirtual(type, "digest", MethodType.methodType(byte[].class));
            return new Methods(
                    make.asType(MethodType.methodType(Object.class, byte[].class)),
                    update.asType(
                            MethodType.methodType(
                                    int.class, Object.class, byte[].class, int.class, int.class)),
                    digest.asType(MethodType.methodType(byte[].class, Object.class)));
        } catch (ReflectiveOperationException e) {
            // Another JDK, or one that was not told to open it: the public way is as right.
            return null;
        }
    }
}
