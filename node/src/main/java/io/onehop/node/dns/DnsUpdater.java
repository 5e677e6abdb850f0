package io.onehop.node.dns;

import io.onehop.base.TimeSource;
import io.onehop.cluster.state.ClusterState;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Keeps the file server name's addresses in another DNS server right. RFC 2136, RFC 8945. One
 * virtual thread does all of it; {@link #changed} wakes it.
 */
public final class DnsUpdater implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsUpdater.class);
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);

    private final UpdateSettings settings;
    private final Supplier<ClusterState> state;
    private final BooleanSupplier leads;
    private final TimeSource time;
    private final UpdateSchedule schedule = new UpdateSchedule();
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;

    private DnsUpdater(
            UpdateSettings settings,
            Supplier<ClusterState> state,
            BooleanSupplier leads,
            TimeSource time) {
        this.settings = settings;
        this.state = state;
        this.leads = leads;
        this.time = time;
        this.thread = Thread.ofVirtual().name("dns-updates").unstarted(this::run);
    }

    /**
     * @param leads whether this node leads the cluster: only the leader sends
     */
    public static DnsUpdater start(
            UpdateSettings settings,
            Supplier<ClusterState> state,
            BooleanSupplier leads,
            TimeSource time) {
        DnsUpdater updater = new DnsUpdater(settings, state, leads, time);
        updater.thread.start();
        return updater;
    }

    /** Call after each change of the cluster's state and of its leader. Returns at once. */
    public void changed() {
        news.release();
    }

    private void run() {
        try {
            while (true) {
                ClusterState now = state.get();
                List<InetAddress> wanted = ClusterNames.serviceAddresses(now);
                if (schedule.due(leads.getAsBoolean(), wanted, time.nanos())) {
                    attempt(now, wanted);
                }
                news.tryAcquire(schedule.waitNanos(time.nanos()), TimeUnit.NANOSECONDS);
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("no more DNS updates");
        }
    }

    private void attempt(ClusterState now, List<InetAddress> wanted) {
        try {
            send(now, wanted);
            schedule.succeeded(wanted);
            LOG.info("{} has the addresses of {}", settings.server(), now.fileServerFqdn());
        } catch (IOException e) {
            schedule.failed(time.nanos());
            LOG.warn("DNS update to {} failed: {}", settings.server(), e.getMessage());
        }
    }

    private void send(ClusterState now, List<InetAddress> wanted) throws IOException {
        SimpleResolver resolver =
                new SimpleResolver(new InetSocketAddress(settings.server(), settings.port()));
        resolver.setTCP(true);
        resolver.setTimeout(ANSWER_DEADLINE);
        TSIG key = settings.key();
        if (key != null) {
            resolver.setTSIGKey(key);
        }
        Message answer = resolver.send(update(now, wanted));
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new IOException("it answered " + Rcode.string(answer.getRcode()));
        }
    }

    /** Takes all addresses of the name away and adds those wanted, in one step. RFC 2136 2.5. */
    static Update update(ClusterState now, List<InetAddress> wanted) throws IOException {
        Name name = ClusterNames.name(now.fileServerName(), now.dnsDomain());
        if (name == null || now.dnsDomain().isEmpty()) {
            throw new IOException("the cluster has no DNS domain: there is no zone to update");
        }
        Update update = new Update(new Name(now.dnsDomain(), Name.root));
        update.delete(name, Type.A);
        update.delete(name, Type.AAAA);
        for (InetAddress address : wanted) {
            long ttl = ClusterNames.TTL_SECONDS;
            update.add(
                    address instanceof Inet4Address
                            ? new ARecord(name, DClass.IN, ttl, address)
                            : new AAAARecord(name, DClass.IN, ttl, address));
        }
        return update;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
