package io.onehop.node.dns;

import io.onehop.client.NameResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks one DNS server for all addresses of a name, and keeps nothing. Thread safe. */
public final class DnsNameResolver implements NameResolver {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final InetSocketAddress server;

    public DnsNameResolver(InetSocketAddress server) {
        this.server = server;
    }

    @Override
    public List<InetAddress> resolve(String name) throws IOException {
        List<InetAddress> found = new ArrayList<>();
        for (Record record : lookup(name, Type.A)) {
            found.add(((ARecord) record).getAddress());
        }
        for (Record record : lookup(name, Type.AAAA)) {
            found.add(((AAAARecord) record).getAddress());
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(server + " knows no address of " + name);
        }
        return found;
    }

    private Record[] lookup(String name, int type) throws IOException {
        try {
            Lookup lookup = new Lookup(Name.fromString(name, Name.root), type);
            SimpleResolver resolver = new SimpleResolver(server);
            resolver.setTimeout(TIMEOUT);
            lookup.setResolver(resolver);
            lookup.setCache(null);
            Record[] answers = lookup.run();
            if (lookup.getResult() == Lookup.TRY_AGAIN) {
                throw new IOException(server + ": " + lookup.getErrorString());
            }
            return answers == null ? new Record[0] : answers;
        } catch (TextParseException e) {
            throw new IOException("not a name: " + name, e);
        }
    }
}
