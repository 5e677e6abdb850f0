package io.onehop.server;

import java.util.concurrent.atomic.LongAdder;

/** What the server has done since it began; plain sums for metrics to read. Thread safe. */
public final class ServerCounters {
    /** TCP connections taken in. */
    public final LongAdder connectionsAccepted = new LongAdder();

    /** TCP connections closed at once because there were too many. */
    public final LongAdder connectionsRefused = new LongAdder();

    /** Bytes of messages received, without the transport's framing. */
    public final LongAdder bytesIn = new LongAdder();

    /** Bytes of messages sent, without the transport's framing. */
    public final LongAdder bytesOut = new LongAdder();

    /** Requests, those in compounds one by one. */
    public final LongAdder requests = new LongAdder();

    /** Requests that were answered with an error status. */
    public final LongAdder errors = new LongAdder();

    /** Requests that were answered later, after STATUS_PENDING. */
    public final LongAdder async = new LongAdder();

    /** Frames and requests that were no messages. */
    public final LongAdder malformed = new LongAdder();

    /** Sessions that were authenticated. */
    public final LongAdder sessionsOpened = new LongAdder();

    /** Sessions that were refused. */
    public final LongAdder logonFailures = new LongAdder();

    /** Requests refused for a wrong or missing signature. */
    public final LongAdder badSignatures = new LongAdder();

    /** Messages that could not be decrypted. */
    public final LongAdder badCiphertexts = new LongAdder();

    /** Oplock and lease breaks sent. */
    public final LongAdder breaks = new LongAdder();
}
