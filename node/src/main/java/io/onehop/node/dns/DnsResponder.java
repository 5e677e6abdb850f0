package io.onehop.node.dns;

import io.onehop.base.Limits;
import io.onehop.cluster.state.ClusterState;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Makes the answer to one DNS query out of the cluster's state. No sockets. Thread safe.
 *
 * <p>RFC 1035 4, RFC 2308 (negative answers), RFC 6891 (EDNS).
 */
public final class DnsResponder {
    /** How a query came. */
    public enum Transport {
        UDP,
        TCP
    }

    private static final int DATAGRAM_WITHOUT_EDNS_BYTES = 512;

    private final Supplier<ClusterState> state;
    // Apart, or a client that asks for both would see every second rotation only.
    private final AtomicInteger rotation4 = new AtomicInteger();
    private final AtomicInteger rotation6 = new AtomicInteger();
    private volatile @Nullable ClusterNames names;

    public DnsResponder(Supplier<ClusterState> state) {
        this.state = state;
    }

    /**
     * The answer to a query.
     *
     * @return null when there is nobody to answer: too short for a header, or itself an answer
     */
    public byte @Nullable [] answer(byte[] query, Transport transport) {
        if (query.length < Header.LENGTH || (query[2] & 0x80) != 0) {
            return null;
        }
        int opcode = (query[2] >> 3) & 0xf;
        if (opcode != Opcode.QUERY) {
            return refusal(query, Rcode.NOTIMP);
        }
        // Looked at before the parser makes room for what these numbers claim.
        if (count(query, 4) != 1
                || count(query, 6) != 0
                || count(query, 8) != 0
                || count(query, 10) > 2) {
            return refusal(query, Rcode.FORMERR);
        }
        Message request;
        try {
            request = new Message(query);
        } catch (IOException | RuntimeException e) {
            // The parser leaves with runtime exceptions on some malformed records.
            return refusal(query, Rcode.FORMERR);
        }
        Record question = request.getQuestion();
        if (question == null || request.getSection(Section.QUESTION).size() != 1) {
            return refusal(query, Rcode.FORMERR);
        }
        return bounded(request, respond(request, question), transport);
    }

    private Message respond(Message request, Record question) {
        Message response = new Message(request.getHeader().getID());
        Header header = response.getHeader();
        header.setFlag(Flags.QR);
        if (request.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        response.addRecord(question, Section.QUESTION);
        OPTRecord options = request.getOPT();
        if (options != null && options.getVersion() != 0) {
            response.addRecord(
                    new OPTRecord(Limits.MAX_DNS_DATAGRAM_BYTES, Rcode.BADVERS >> 4, 0),
                    Section.ADDITIONAL);
            return response;
        }
        ClusterNames known = names();
        Name zone = known.zoneOf(question.getName());
        int type = question.getType();
        boolean transfer = type == Type.AXFR || type == Type.IXFR;
        if (zone == null || question.getDClass() != DClass.IN || transfer) {
            header.setRcode(Rcode.REFUSED);
        } else {
            header.setFlag(Flags.AA);
            fill(response, known, zone, question);
        }
        if (options != null) {
            response.addRecord(
                    new OPTRecord(Limits.MAX_DNS_DATAGRAM_BYTES, 0, 0), Section.ADDITIONAL);
        }
        return response;
    }

    private void fill(Message response, ClusterNames known, Name zone, Record question) {
        if (!zone.equals(question.getName())) {
            response.getHeader().setRcode(Rcode.NXDOMAIN);
            response.addRecord(known.authority(zone), Section.AUTHORITY);
            return;
        }
        // The question's own spelling, so that the answer matches what the client sent.
        List<Record> records = known.records(question.getName(), question.getType());
        if (records.isEmpty()) {
            response.addRecord(known.authority(zone), Section.AUTHORITY);
            return;
        }
        rotate(records, question.getType());
        for (Record r : records) {
            response.addRecord(r, Section.ANSWER);
            if (r instanceof NSRecord server) {
                for (Record glue : known.records(server.getTarget(), Type.ANY)) {
                    response.addRecord(glue, Section.ADDITIONAL);
                }
            }
        }
    }

    private void rotate(List<Record> records, int type) {
        AtomicInteger counter = type == Type.AAAA ? rotation6 : rotation4;
        if (type == Type.A || type == Type.AAAA || type == Type.ANY) {
            int turn = Math.floorMod(counter.getAndIncrement(), records.size());
            Collections.rotate(records, -turn);
        }
    }

    private ClusterNames names() {
        ClusterState now = state.get();
        ClusterNames known = names;
        if (known == null || known.version() != now.version()) {
            known = ClusterNames.of(now);
            names = known;
        }
        return known;
    }

    /** The answer's bytes; without its records and with TC when it does not fit. */
    private static byte[] bounded(Message request, Message response, Transport transport) {
        byte[] whole = response.toWire();
        OPTRecord options = request.getOPT();
        int room =
                switch (transport) {
                    case TCP -> Message.MAXLENGTH;
                    case UDP ->
                            options == null
                                    ? DATAGRAM_WITHOUT_EDNS_BYTES
                                    : Math.clamp(
                                            options.getPayloadSize(),
                                            DATAGRAM_WITHOUT_EDNS_BYTES,
                                            Limits.MAX_DNS_DATAGRAM_BYTES);
                };
        if (whole.length <= room) {
            return whole;
        }
        response.getHeader().setFlag(Flags.TC);
        response.removeAllRecords(Section.ANSWER);
        response.removeAllRecords(Section.AUTHORITY);
        response.removeAllRecords(Section.ADDITIONAL);
        if (options != null) {
            response.addRecord(
                    new OPTRecord(Limits.MAX_DNS_DATAGRAM_BYTES, 0, 0), Section.ADDITIONAL);
        }
        return response.toWire();
    }

    /** A header with an error and nothing else: never longer than the query. */
    private static byte[] refusal(byte[] query, int rcode) {
        byte[] answer = new byte[Header.LENGTH];
        answer[0] = query[0];
        answer[1] = query[1];
        answer[2] = (byte) (0x80 | (query[2] & 0x79));
        answer[3] = (byte) rcode;
        return answer;
    }

    private static int count(byte[] query, int at) {
        return (query[at] & 0xff) << 8 | (query[at + 1] & 0xff);
    }
}
