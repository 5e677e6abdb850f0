package io.onehop.cluster.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.onehop.cluster.state.JoinToken;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an operator carries to a machine that is to join: where to ask, the right to join once, and
 * by what to know the cluster. As text {@code onehop-join:ADDRESS:PORT:TOKENID:SECRET:FINGERPRINT},
 * the last two in base64url.
 *
 * @param tokenId lower-case hexadecimal digits
 * @param secret 256 random bits in base64url; the cluster keeps only its hash
 * @param fingerprint SHA-256 of the authority's certificate in base64url
 */
public record JoinTicket(
        String address, int port, String tokenId, String secret, String fingerprint) {
    /** How long a ticket is good for. */
    public static final Duration LIFE = Duration.ofHours(1);

    private static final Pattern TEXT =
            Pattern.compile(
                    "onehop-join:([0-9A-Za-z.:%_-]{1,253}):([0-9]{1,5})"
                            + ":([0-9a-f]{16}):([0-9A-Za-z_-]{43}):([0-9A-Za-z_-]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new ticket for asking a node at this address. */
    public static JoinTicket create(String address, int port, String fingerprint) {
        byte[] id = new byte[8];
        byte[] secret = new byte[32];
        RANDOM.nextBytes(id);
        RANDOM.nextBytes(secret);
        return new JoinTicket(
                address,
                port,
                HexFormat.of().formatHex(id),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
                fingerprint);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException with a message for the operator
     */
    public static JoinTicket parse(String text) {
        Matcher m = TEXT.matcher(text.strip());
        if (!m.matches() || Integer.parseInt(m.group(2)) > 65_535) {
            throw new IllegalArgumentException(
                    "this is not a whole join ticket: copy all of what 'onehop cluster token'"
                            + " printed");
        }
        return new JoinTicket(
                m.group(1), Integer.parseInt(m.group(2)), m.group(3), m.group(4), m.group(5));
    }

    /** The text form: a secret until it is used. */
    public String text() {
        return String.join(
                ":", "onehop-join", address, Integer.toString(port), tokenId, secret, fingerprint);
    }

    /** What the cluster keeps of it. */
    public JoinToken token(Instant now) {
        return new JoinToken(tokenId, hash(secret), now.plus(LIFE).getEpochSecond());
    }

    /** Whether a secret is that of a token; takes the same time for every wrong one. */
    public static boolean matches(JoinToken token, String secret) {
        return MessageDigest.isEqual(
                token.secretHash().getBytes(US_ASCII), hash(secret).getBytes(US_ASCII));
    }

    private static String hash(String secret) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(secret.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "JoinTicket[" + address + ":" + port + ", " + tokenId + "]";
    }
}
