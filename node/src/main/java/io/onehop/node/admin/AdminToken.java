package io.onehop.node.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onehop.cluster.pki.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What an operator proves himself with: 256 random bits in base64url, made with the cluster and the
 * same on all its nodes.
 */
public final class AdminToken {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private AdminToken(String text) {
        this.text = text;
    }

    public static AdminToken create() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * @throws IllegalArgumentException when the text has not the form of a token
     */
    public static AdminToken of(String text) {
        if (!text.matches("[0-9A-Za-z_-]{43}")) {
            throw new IllegalArgumentException("an admin token is 43 characters of base64url");
        }
        return new AdminToken(text);
    }

    public static AdminToken load(Path file) throws IOException {
        try {
            return of(PrivateFiles.read(file).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    public void store(Path file) throws IOException {
        PrivateFiles.write(file, text + "\n");
    }

    public String text() {
        return text;
    }

    /** Whether somebody showed this token; takes the same time for every wrong one. */
    boolean is(String shown) {
        return MessageDigest.isEqual(hash(text), hash(shown));
    }

    private static byte[] hash(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "AdminToken";
    }
}
