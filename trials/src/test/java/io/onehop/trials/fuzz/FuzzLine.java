package io.onehop.trials.fuzz;

import io.onehop.client.connection.Authentication;
import io.onehop.client.connection.Credentials;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.crypto.FrameOpener;
import io.onehop.wire.crypto.FrameSealer;
import io.onehop.wire.crypto.PreauthHash;
import io.onehop.wire.crypto.SessionKeys;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.crypto.SigningAlgorithm;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.CompoundSplitter;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NegotiateContext;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.ProtocolId;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Response;
import io.onehop.wire.smb2.SessionSetup;
import io.onehop.wire.smb2.TransformHeader;
import io.onehop.wire.spnego.SpnegoClient;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One connection, of which every byte can be said. What it sends is protected with the keys of its
 * session after it was spoiled, so that it gets past the signature check. One thread.
 */
final class FuzzLine implements Closeable {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int MOST_FRAME_BYTES = 0xFF_FFFF;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A message of the server. */
    record Answer(Header header, @Nullable Response body, ByteBuffer raw) {}

    private final Socket socket;
    private final DataInputStream in;
    private final UUID guid;
    private final Random random;
    private long nextId;
    private int dialect;
    private SigningAlgorithm signing = SigningAlgorithm.HMAC_SHA256;
    private @Nullable CipherAlgorithm cipher;
    private PreauthHash preauth = PreauthHash.START;
    private @Nullable Signer signer;
    private @Nullable FrameSealer sealer;
    private @Nullable FrameOpener opener;
    private long sessionId;

    FuzzLine(String address, UUID guid, Random random, int patienceMillis) throws IOException {
        this.guid = guid;
        this.random = random;
        socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, 445), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(patienceMillis);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    long sessionId() {
        return sessionId;
    }

    boolean smb3() {
        return dialect >= Dialect.SMB_3_0.code();
    }

    boolean canSeal() {
        return sealer != null;
    }

    /** The id of the next message, which is then used up with those that it pays for. */
    long takeIds(int charge) {
        long id = nextId;
        nextId += Math.max(1, charge);
        return id;
    }

    int charge(int bytes) {
        return dialect >= Dialect.SMB_2_1.code() ? Math.max(1, (bytes + 65_535) / 65_536) : 0;
    }

    static byte[] encode(Header header, Request body) {
        WireWriter out = new WireWriter();
        header.encode(out);
        body.encode(out);
        ByteBuffer payload = body.payload();
        return payload == null ? out.toBytes() : out.bytes(payload.duplicate()).toBytes();
    }

    Header header(Request body, int tree, int charge) {
        return new Header(
                charge, 0, body.command(), 64, 0, 0, takeIds(charge), 0, 0xFEFF, tree, sessionId);
    }

    /** Signs a message in place, if there is a session. */
    void sign(byte[] message) {
        if (signer != null && message.length >= Header.LENGTH) {
            message[Header.FLAGS_OFFSET] |= (byte) Header.FLAGS_SIGNED;
            signer.sign(ByteBuffer.wrap(message));
        }
    }

    byte[] seal(byte[] message) {
        if (sealer == null) {
            return message;
        }
        WireWriter out = new WireWriter(TransformHeader.LENGTH);
        new TransformHeader(new byte[16], new byte[16], message.length, 1, sessionId).encode(out);
        ByteBuffer whole = ByteBuffer.allocate(TransformHeader.LENGTH + message.length);
        whole.put(out.toBuffer());
        sealer.seal(
                whole.duplicate().position(0),
                whole.duplicate().position(TransformHeader.LENGTH),
                ByteBuffer.wrap(message));
        return whole.array();
    }

    /** Sends a frame with a length that may be a lie. */
    void send(byte[] bytes, int saidLength) throws IOException {
        byte[] framed = new byte[4 + bytes.length];
        framed[1] = (byte) (saidLength >>> 16);
        framed[2] = (byte) (saidLength >>> 8);
        framed[3] = (byte) saidLength;
        System.arraycopy(bytes, 0, framed, 4, bytes.length);
        socket.getOutputStream().write(framed);
    }

    void send(byte[] bytes) throws IOException {
        send(bytes, bytes.length);
    }

    /** The messages of the next frame. An answer that is malformed is a fault of the server. */
    List<Answer> receive() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST_FRAME_BYTES) {
            throw new AssertionError("a frame of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        try {
            ByteBuffer plain =
                    ProtocolId.of(frame.duplicate()) == ProtocolId.TRANSFORM ? open(frame) : frame;
            List<ByteBuffer> messages = CompoundSplitter.split(plain);
            List<Answer> answers = new java.util.ArrayList<>();
            for (ByteBuffer message : messages) {
                WireReader reader = new WireReader(message.duplicate());
                if (!Command.isKnown(commandCode(message))) {
                    continue; // it answers a command that there is none of
                }
                Header header = Header.decode(reader);
                if (!header.isResponse()) {
                    throw new AssertionError("the server sent a request: " + header);
                }
                boolean mayWaitForEver =
                        header.command() == Command.CHANGE_NOTIFY
                                || header.command() == Command.LOCK;
                // As Windows says of these inside of a compound.
                if (header.ntStatus().equals(NtStatus.INTERNAL_ERROR) && !mayWaitForEver) {
                    throw new AssertionError("INTERNAL_ERROR: " + header);
                }
                answers.add(new Answer(header, Response.decode(header, reader), message));
            }
            return answers;
        } catch (MalformedMessageException e) {
            throw new AssertionError(
                    "a malformed answer: " + java.util.HexFormat.of().formatHex(bytes), e);
        }
    }

    private static int commandCode(ByteBuffer message) throws MalformedMessageException {
        return new WireReader(message.duplicate()).window(Header.COMMAND_OFFSET, 2).u16();
    }

    private ByteBuffer open(ByteBuffer frame) throws MalformedMessageException {
        TransformHeader header = TransformHeader.decode(new WireReader(frame.duplicate()));
        ByteBuffer message = frame.duplicate().position(TransformHeader.LENGTH).slice();
        if (opener == null
                || header.originalMessageSize() != message.remaining()
                || !opener.open(frame.duplicate(), message.duplicate(), message.duplicate())) {
            throw new AssertionError("an answer that cannot be decrypted: " + header);
        }
        return message;
    }

    Negotiate.Request offer() {
        List<Integer> all = List.of(0x0202, 0x0210, 0x0300, 0x0302, 0x0311);
        int newest = random.nextInt(3) == 0 ? random.nextInt(5) : 4;
        List<Integer> dialects = all.subList(random.nextInt(newest + 1), newest + 1);
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        List<NegotiateContext> contexts =
                List.of(
                        new NegotiateContext.PreauthIntegrity(List.of(1), ByteBuffer.wrap(salt)),
                        new NegotiateContext.Encryption(List.of(1 + random.nextInt(4))),
                        new NegotiateContext.Signing(List.of(random.nextInt(3))),
                        new NegotiateContext.Compression(0, List.of(1, 2, 3)),
                        new NegotiateContext.NetName(TrialCluster.NAME),
                        new NegotiateContext.TransportCapabilities(1),
                        new NegotiateContext.RdmaTransform(List.of(1, 2)),
                        new NegotiateContext.Unknown(0x99, ByteBuffer.wrap(salt)));
        return new Negotiate.Request(
                1 + random.nextInt(2),
                0x7F,
                guid,
                dialects,
                newest == 4 ? contexts.subList(0, 1 + random.nextInt(contexts.size())) : List.of());
    }

    /** Negotiates as it should be done; the token that the server begins with. */
    ByteBuffer negotiate() throws IOException {
        Negotiate.Request offer = offer();
        byte[] request = encode(header(offer, 0, 0), offer);
        send(request);
        Answer answer = receive().getFirst();
        if (!(answer.body() instanceof Negotiate.Response chosen)) {
            throw new IOException("the server does not negotiate: " + answer.header());
        }
        dialect = chosen.dialectRevision();
        signing = smb3() ? SigningAlgorithm.AES_CMAC : SigningAlgorithm.HMAC_SHA256;
        if (smb3() && (chosen.capabilities() & Negotiate.GLOBAL_CAP_ENCRYPTION) != 0) {
            cipher = CipherAlgorithm.AES_128_CCM;
        }
        if (dialect == Dialect.SMB_3_1_1.code()) {
            cipher = null;
            preauth = preauth.then(ByteBuffer.wrap(request)).then(answer.raw());
            for (NegotiateContext context : chosen.contexts()) {
                if (context instanceof NegotiateContext.Signing s) {
                    signing = SigningAlgorithm.of(s.signingAlgorithms().getFirst()).orElseThrow();
                } else if (context instanceof NegotiateContext.Encryption e) {
                    cipher = CipherAlgorithm.of(e.ciphers().getFirst()).orElse(null);
                }
            }
        }
        return chosen.securityBuffer();
    }

    static SessionSetup.Request setup(int flags, long previousSession, byte[] token) {
        return new SessionSetup.Request(flags, 1, 0, previousSession, ByteBuffer.wrap(token));
    }

    static SpnegoClient handshake(String user) {
        return Authentication.spnego(
                Credentials.of(user, TrialCluster.PASSWORD), "cifs/" + TrialCluster.NAME, "FUZZ");
    }

    /**
     * Logs on as it should be done.
     *
     * @param previousSession that the new one takes the place of, or 0
     */
    void logOn(String user, long previousSession, ByteBuffer hint) throws IOException {
        PreauthHash[] hash = {preauth};
        byte[] key = authenticate(user, 0, previousSession, hint, hash);
        protect(key, hash[0]);
    }

    /** Becomes a channel of another line's session, if the server lets it. */
    void bind(FuzzLine other, String user, ByteBuffer hint) throws IOException {
        sessionId = other.sessionId;
        signer = other.signer;
        PreauthHash[] hash = {preauth};
        byte[] key = authenticate(user, SessionSetup.FLAG_BINDING, 0, hint, hash);
        sealer = other.sealer;
        opener = other.opener;
        byte[] signingKey =
                dialect == Dialect.SMB_3_1_1.code()
                        ? SessionKeys.smb311SigningKey(key, hash[0])
                        : SessionKeys.smb30SigningKey(key);
        signer = new Signer(signing, signingKey);
    }

    /** Goes through the handshake; the key that it led to. */
    private byte[] authenticate(
            String user, int flags, long previousSession, ByteBuffer hint, PreauthHash[] hash)
            throws IOException {
        SpnegoClient spnego = handshake(user);
        byte[] token = bytes(hint);
        while (true) {
            if (!(spnego.step(token) instanceof SpnegoClient.Continue more)) {
                throw new IOException("the handshake failed");
            }
            SessionSetup.Request setup = setup(flags, previousSession, more.token());
            byte[] request = encode(header(setup, 0, charge(0)), setup);
            sign(request);
            hash[0] = hash[0].then(ByteBuffer.wrap(request));
            send(request);
            Answer answer = receive().getFirst();
            if (!(answer.body() instanceof SessionSetup.Response next)) {
                throw new IOException("not logged on: " + answer.header().ntStatus());
            }
            sessionId = answer.header().sessionId();
            token = bytes(next.securityBuffer());
            if (answer.header().ntStatus().isSuccess()) {
                break;
            }
            hash[0] = hash[0].then(answer.raw());
        }
        if (!(spnego.step(token) instanceof SpnegoClient.Done done)) {
            throw new IOException("the server did not prove who it is");
        }
        return done.sessionKey();
    }

    private void protect(byte[] sessionKey, PreauthHash hash) {
        byte[] signingKey = Arrays.copyOf(sessionKey, 16);
        if (smb3()) {
            CipherAlgorithm known = cipher == null ? CipherAlgorithm.AES_128_GCM : cipher;
            SessionKeys keys =
                    dialect == Dialect.SMB_3_1_1.code()
                            ? SessionKeys.smb311(sessionKey, hash, known)
                            : SessionKeys.smb30(sessionKey);
            signingKey = keys.signing();
            if (cipher != null) {
                sealer = new FrameSealer(cipher, keys.clientToServer(), RANDOM);
                opener = new FrameOpener(cipher, keys.serverToClient());
            }
        }
        signer = new Signer(signing, signingKey);
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] out = new byte[buffer.remaining()];
        buffer.duplicate().get(out);
        return out;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
