package io.onehop.trials.fuzz;

import io.onehop.trials.harness.TrialCluster;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Cancel;
import io.onehop.wire.smb2.CompressionTransformHeader;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Logoff;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Smb1Negotiate;
import io.onehop.wire.smb2.TreeConnect;
import io.onehop.wire.smb2.TreeDisconnect;
import io.onehop.wire.spnego.SpnegoClient;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Connects again and again, does what clients do, and spoils about half of it. After each few
 * messages it asks for an echo: the node must answer, or end the connection. One thread.
 */
final class FuzzClient {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int STRANGERS_PATIENCE_MILLIS = 200;
    private static final int REMEMBERED = 24;
    private static final int ROUNDS = 80;
    private static final int BATCH = 8;
    private static final int MOST_IDLE = 3;

    private final String address;
    private final String user;
    private final Random random;
    private final Spoiler spoiler;
    private final Deque<String> last = new ArrayDeque<>();
    private final Map<String, Long> statuses = new TreeMap<>();
    private long messages;
    private long lines;
    private final UUID guid;
    private final Known known;
    private final Requests requests;
    private final Deque<FuzzLine> idle = new ArrayDeque<>();

    /** Ends a connection on the client's side without a word. */
    private static final class Enough extends IOException {}

    FuzzClient(String address, String user, Supplier<String> folder, long seed) {
        this.address = address;
        this.user = user;
        this.random = new Random(seed);
        this.guid = new UUID(random.nextLong(), random.nextLong());
        this.spoiler = new Spoiler(random);
        this.known = new Known(random);
        this.requests = new Requests(random, known, folder);
    }

    long messages() {
        return messages;
    }

    long lines() {
        return lines;
    }

    /** How often each status was the answer; once the client is done. */
    Map<String, Long> statuses() {
        return statuses;
    }

    /** Runs until it is told to stop; what is wrong with the server is an AssertionError. */
    void run(BooleanSupplier goOn) {
        try {
            while (goOn.getAsBoolean()) {
                connectAndTalk(goOn);
            }
        } finally {
            idle.forEach(FuzzLine::close);
        }
    }

    private void connectAndTalk(BooleanSupplier goOn) {
        last.clear();
        known.nextLine();
        boolean stranger = random.nextInt(6) == 0;
        int patience = stranger ? STRANGERS_PATIENCE_MILLIS : PATIENCE_MILLIS;
        FuzzLine line = null;
        try {
            line = new FuzzLine(address, guid, random, patience);
            lines++;
            if (stranger) {
                beStranger(line);
            } else {
                beUser(line, goOn);
            }
        } catch (EOFException | SocketException | Enough dropped) {
            count("dropped");
        } catch (SocketTimeoutException e) {
            if (!stranger) {
                throw new AssertionError("neither answered nor dropped" + told(), e);
            }
        } catch (IOException e) {
            count(String.valueOf(e.getMessage()));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e.getMessage() + told(), e);
        } finally {
            if (line != null) {
                leave(line);
            }
        }
    }

    /** Ends a line, or leaves it where it is for a while. */
    private void leave(FuzzLine line) {
        if (random.nextInt(4) != 0 || line.sessionId() == 0) {
            line.close();
            return;
        }
        idle.addLast(line);
        if (idle.size() > MOST_IDLE) {
            idle.removeFirst().close();
        }
    }

    private String told() {
        return "; sent before, last one last:\n" + String.join("\n", last);
    }

    private void count(String what) {
        statuses.merge(what, 1L, Long::sum);
    }

    private void send(FuzzLine line, byte[] bytes, int length) throws IOException {
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 600)));
        messages++;
        line.send(bytes, length);
    }

    private void send(FuzzLine line, byte[] bytes) throws IOException {
        send(line, bytes, bytes.length);
    }

    /** Never logs on, or not as it should be done. */
    private void beStranger(FuzzLine line) throws IOException {
        if (random.nextInt(3) == 0) {
            Negotiate.Request offer = line.offer();
            for (int left = random.nextInt(3); left >= 0; left--) {
                send(line, spoiler.spoil(FuzzLine.encode(line.header(offer, 0, 0), offer)));
                take(line.receive());
            }
            return;
        }
        ByteBuffer hint = line.negotiate();
        SpnegoClient spnego = FuzzLine.handshake(user);
        byte[] token = FuzzLine.bytes(hint);
        for (int leg = 0; leg < 3; leg++) {
            if (!(spnego.step(token) instanceof SpnegoClient.Continue more)) {
                return;
            }
            byte[] said = more.token();
            if (random.nextBoolean()) {
                said = spoiler.anywhere(said.clone());
            }
            Request setup = FuzzLine.setup(random.nextInt(8) == 0 ? 1 : 0, 0, said);
            byte[] message = FuzzLine.encode(line.header(setup, 0, line.charge(0)), setup);
            send(line, random.nextInt(3) == 0 ? spoiler.spoil(message) : message);
            List<FuzzLine.Answer> answers = line.receive();
            take(answers);
            if (answers.isEmpty()
                    || !(answers.getFirst().body()
                            instanceof io.onehop.wire.smb2.SessionSetup.Response next)) {
                break;
            }
            token = FuzzLine.bytes(next.securityBuffer());
            if (random.nextInt(3) == 0) {
                break;
            }
        }
        for (int left = random.nextInt(6); left > 0; left--) {
            Request request = requests.onDisk();
            byte[] message = FuzzLine.encode(line.header(request, 1, line.charge(0)), request);
            send(line, random.nextBoolean() ? spoiler.spoil(message) : message);
            take(line.receive());
        }
    }

    private void beUser(FuzzLine line, BooleanSupplier goOn) throws IOException {
        ByteBuffer hint = line.negotiate();
        FuzzLine other = idle.peekLast();
        if (other != null && random.nextInt(3) == 0) {
            line.bind(other, user, hint);
        } else {
            long previous = other != null && random.nextBoolean() ? other.sessionId() : 0;
            line.logOn(user, previous, hint);
        }
        connect(line, "Fuzz");
        connect(line, "IPC$");
        for (int round = 0; round < ROUNDS && goOn.getAsBoolean(); round++) {
            for (int left = 1 + random.nextInt(BATCH); left > 0; left--) {
                one(line);
            }
            if (random.nextInt(300) == 0) {
                throw new Enough();
            }
            settle(line);
        }
        if (random.nextBoolean()) {
            Request bye = new Logoff.Request();
            send(line, protect(line, FuzzLine.encode(line.header(bye, 0, 1), bye)));
            settle(line);
        }
    }

    private void connect(FuzzLine line, String share) throws IOException {
        String path = "\\\\" + TrialCluster.NAME + "\\" + share;
        Request request = new TreeConnect.Request(0, path, List.of());
        byte[] message = FuzzLine.encode(line.header(request, 0, line.charge(0)), request);
        line.sign(message);
        send(line, message);
        FuzzLine.Answer answer = line.receive().getFirst();
        take(List.of(answer));
        if (!(answer.body() instanceof TreeConnect.Response)) {
            throw new IOException(share + ": " + answer.header().ntStatus());
        }
    }

    /** Asks what is always answered, the connection or the volume, and reads until it is. */
    private void settle(FuzzLine line) throws IOException {
        Request probe = random.nextInt(4) == 0 ? new Flush.Request(FileId.ANY) : new Echo.Request();
        Header header = line.header(probe, known.disk, line.charge(0));
        send(line, protect(line, FuzzLine.encode(header, probe)));
        while (true) {
            List<FuzzLine.Answer> answers = line.receive();
            take(answers);
            for (FuzzLine.Answer answer : answers) {
                if (answer.header().messageId() == header.messageId()) {
                    if (answer.header().ntStatus().equals(NtStatus.USER_SESSION_DELETED)) {
                        throw new Enough();
                    }
                    return;
                }
            }
        }
    }

    private void take(List<FuzzLine.Answer> answers) {
        for (FuzzLine.Answer answer : answers) {
            count(answer.header().ntStatus().toString());
            known.learn(answer);
        }
    }

    private byte[] protect(FuzzLine line, byte[] message) {
        if (line.canSeal() && random.nextInt(4) == 0) {
            return line.seal(message);
        }
        if (random.nextInt(50) != 0) {
            line.sign(message);
        }
        return message;
    }

    private byte[] perhapsSpoilt(byte[] message) {
        return random.nextInt(5) < 2 ? spoiler.spoil(message) : message;
    }

    /** One message, or several in a compound. */
    private void one(FuzzLine line) throws IOException {
        switch (random.nextInt(150)) {
            case 0, 1, 2, 3 -> single(line, new Cancel.Request());
            case 4 -> single(line, new TreeDisconnect.Request());
            case 5 -> {
                String path =
                        "\\\\"
                                + TrialCluster.NAME
                                + "\\"
                                + (random.nextBoolean() ? "Fuzz" : "FuzzSO");
                single(line, new TreeConnect.Request(0, path, List.of()));
            }
            case 6 -> authenticateAgain(line);
            case 7 -> oddFrame(line);
            case 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 -> compound(line);
            default -> single(line, next());
        }
    }

    private Request next() {
        known.piping = random.nextInt(4) == 0;
        return known.piping ? requests.onPipes() : requests.onDisk();
    }

    private Request first() {
        known.piping = false;
        return requests.create();
    }

    private byte[] message(FuzzLine line, Request request) {
        int tree = known.piping ^ random.nextInt(50) == 0 ? known.pipes : known.disk;
        Header header = line.header(request, tree, line.charge(Requests.bytes(request)));
        if (random.nextInt(30) == 0) {
            header = header.withFlags(Header.FLAGS_REPLAY_OPERATION);
        }
        if (random.nextInt(60) == 0) {
            header = header.withStatus(random.nextInt(3));
        }
        if (request instanceof Cancel.Request && random.nextBoolean()) {
            header = header.async(known.waiting());
        }
        return FuzzLine.encode(header, request);
    }

    private void single(FuzzLine line, Request request) throws IOException {
        byte[] frame = protect(line, perhapsSpoilt(message(line, request)));
        int odd = random.nextInt(400);
        if (odd == 0) {
            frame = spoiler.spoil(frame);
        } else if (odd < 3) {
            send(line, frame);
        }
        send(line, frame);
    }

    private void compound(FuzzLine line) throws IOException {
        boolean related = random.nextInt(4) != 0;
        int count = 2 + random.nextInt(4);
        byte[] whole = new byte[0];
        boolean sealed = line.canSeal() && random.nextInt(4) == 0;
        for (int i = 0; i < count; i++) {
            known.related = related && i > 0;
            Request request = i == 0 ? first() : next();
            byte[] one = message(line, request);
            known.related = false;
            if (related && i > 0) {
                one[Header.FLAGS_OFFSET] |= (byte) Header.FLAGS_RELATED_OPERATIONS;
                if (random.nextBoolean()) {
                    Arrays.fill(one, 36, 48, (byte) 0xff);
                }
            }
            if (i < count - 1) {
                one = Arrays.copyOf(one, (one.length + 7) & -8);
                ByteBuffer.wrap(one)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .putInt(Header.NEXT_COMMAND_OFFSET, one.length);
            }
            one = random.nextInt(6) == 0 ? spoiler.spoil(one) : one;
            if (!sealed) {
                line.sign(one);
            }
            whole = Arrays.copyOf(whole, whole.length + one.length);
            System.arraycopy(one, 0, whole, whole.length - one.length, one.length);
        }
        send(line, sealed ? line.seal(whole) : whole);
    }

    /** A SESSION_SETUP in a session that there is: its first leg, or nonsense. */
    private void authenticateAgain(FuzzLine line) throws IOException {
        byte[] token = new byte[0];
        if (FuzzLine.handshake(user).step(token) instanceof SpnegoClient.Continue more) {
            token = more.token();
        }
        single(line, FuzzLine.setup(random.nextInt(3) == 0 ? 1 : 0, random.nextInt(9), token));
    }

    /** What is rare or ends the connection. */
    private void oddFrame(FuzzLine line) throws IOException {
        switch (random.nextInt(8)) {
            case 0 -> single(line, line.offer());
            case 1 -> single(line, new Logoff.Request());
            case 2 -> {
                WireWriter out = new WireWriter();
                new Smb1Negotiate(List.of("NT LM 0.12", Smb1Negotiate.SMB_2_002)).encode(out);
                send(line, perhapsSpoilt(out.toBytes()));
            }
            case 3 -> {
                byte[] message = protect(line, message(line, next()));
                WireWriter out = new WireWriter();
                new CompressionTransformHeader(message.length, 1, 0, 0).encode(out);
                send(line, perhapsSpoilt(out.bytes(message).toBytes()));
            }
            case 4 -> {
                byte[] message = protect(line, message(line, next()));
                send(line, message, message.length + random.nextInt(-20, 100_000));
                throw new Enough();
            }
            default -> {
                byte[] message = message(line, next());
                for (int left = 2 + random.nextInt(3); left > 0; left--) {
                    send(line, protect(line, message.clone()));
                }
            }
        }
    }
}
