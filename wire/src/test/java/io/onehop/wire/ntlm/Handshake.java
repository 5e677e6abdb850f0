package io.onehop.wire.ntlm;

import io.onehop.base.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A client and a server that share a fake clock and a seeded generator. */
public final class Handshake {
    public static final String PASSWORD = "Passw0rd!";
    public static final Identity TESTER = new Identity("WORKGROUP", "Tester", "CLIENT1");
    private static final long SEED = 20_261_122;

    private final Random random = new Random(SEED);
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");

    private final TimeSource time =
            new TimeSource() {
                @Override
                public long nanos() {
                    return 0;
                }

                @Override
                public Instant now() {
                    return now;
                }
            };

    public void advance(Duration duration) {
        now = now.plus(duration);
    }

    /** A server that knows the user tester, in any domain. */
    public NtlmServer server() {
        return new NtlmServer(
                new NtlmServer.Names("SOFS1", "WORKGROUP", "sofs1.example", "example"),
                Handshake::ntHash,
                time,
                random);
    }

    public NtlmClient client(Identity identity, String password) {
        return new NtlmClient(
                new NtlmClient.Credentials(identity, NtHash.of(password)),
                new NtlmClient.Target("cifs/sofs1", null),
                time,
                random);
    }

    public NtlmClient client() {
        return client(TESTER, PASSWORD);
    }

    private static byte @Nullable [] ntHash(String user, String domain) {
        return user.equalsIgnoreCase("tester") ? NtHash.of(PASSWORD) : null;
    }
}
