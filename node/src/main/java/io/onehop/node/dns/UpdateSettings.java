package io.onehop.node.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/**
 * The DNS server that is told where the cluster is.
 *
 * @param server address or name
 * @param keyFile a key as {@code tsig-keygen} writes it, or null to send updates unsigned
 */
public record UpdateSettings(String server, int port, @Nullable String keyFile) {
    private static final Pattern KEY =
            Pattern.compile(
                    "key\\s+\"?([^\\s\"{]+)\"?\\s*\\{\\s*algorithm\\s+\"?([A-Za-z0-9-]+)\"?\\s*;"
                            + "\\s*secret\\s+\"?([A-Za-z0-9+/=]+)\"?\\s*;\\s*}\\s*;?");

    /** The key of the file, or null without one. */
    @Nullable TSIG key() throws IOException {
        if (keyFile == null) {
            return null;
        }
        Matcher m = KEY.matcher(Files.readString(Path.of(keyFile)));
        if (!m.find()) {
            throw new IOException(
                    keyFile
                            + " holds no key of the form"
                            + " key \"NAME\" { algorithm hmac-sha256; secret \"...\"; };");
        }
        try {
            return new TSIG(
                    TSIG.algorithmToName(m.group(2)),
                    new Name(m.group(1), Name.root),
                    Base64.getDecoder().decode(m.group(3)));
        } catch (TextParseException | IllegalArgumentException e) {
            throw new IOException("the key in " + keyFile + " is malformed", e);
        }
    }
}
