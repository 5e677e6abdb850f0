package io.onehop.server.relay;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** What one client has had relayed for one share: for the operator. Thread safe. */
public final class RelayedTraffic {
    private final String client;
    private final String user;
    private final String share;
    private final String volume;
    private final Instant since;
    private final LongAdder requests = new LongAdder();
    private final LongAdder requestBytes = new LongAdder();
    private final LongAdder replyBytes = new LongAdder();
    private volatile String owner = "";

    RelayedTraffic(String client, String user, String share, String volume, Instant since) {
        this.client = client;
        this.user = user;
        this.share = share;
        this.volume = volume;
        this.since = since;
    }

    void request(int bytes) {
        requests.increment();
        requestBytes.add(bytes);
    }

    void reply(int bytes) {
        replyBytes.add(bytes);
    }

    void sentTo(String node) {
        owner = node;
    }

    public String client() {
        return client;
    }

    public String user() {
        return user;
    }

    public String share() {
        return share;
    }

    public String volume() {
        return volume;
    }

    /** The node that the requests last went to; empty when none was relayed yet. */
    public String owner() {
        return owner;
    }

    public Instant since() {
        return since;
    }

    public long requests() {
        return requests.sum();
    }

    /** Bytes of requests, most of them data to be written. */
    public long requestBytes() {
        return requestBytes.sum();
    }

    /** Bytes of answers, most of them data that was read. */
    public long replyBytes() {
        return replyBytes.sum();
    }
}
