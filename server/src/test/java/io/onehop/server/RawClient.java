package io.onehop.server;

import io.onehop.base.TimeSource;
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
import io.onehop.wire.ntlm.AuthenticateMessage;
import io.onehop.wire.ntlm.ChallengeMessage;
import io.onehop.wire.ntlm.Identity;
import io.onehop.wire.ntlm.Negotiated;
import io.onehop.wire.ntlm.NtHash;
import io.onehop.wire.ntlm.NtlmClient;
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
import io.onehop.wire.smb2.TreeConnect;
import io.onehop.wire.spnego.SpnegoClient;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A client over a plain socket that does what a test says, right or wrong. One thread. */
public final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int NTLM_KEY_EXCHANGE = 0x4000_0000;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A response as it came. */
    public record Message(Header header, ByteBuffer bytes, boolean encrypted) {
        public NtStatus status() {
            return header.ntStatus();
        }

        public Response body() {
            try {
                WireReader in = new WireReader(bytes);
                in.seek(Header.LENGTH);
                return Response.decode(header, in);
            } catch (MalformedMessageException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final ArrayDeque<Message> received = new ArrayDeque<>();
    public UUID clientGuid = UUID.randomUUID();
    public int cipherWanted = CipherAlgorithm.AES_128_GCM.id();
    public int signingWanted = SigningAlgorithm.AES_GMAC.id();
    public boolean sign;
    public boolean encrypt;
    public long messageId;
    public long sessionId;
    public int treeId;
    public int creditsWanted = 64;
    public long creditsGranted;
    public Dialect dialect = Dialect.SMB_3_1_1;
    public SigningAlgorithm signing = SigningAlgorithm.HMAC_SHA256;
    public @Nullable CipherAlgorithm cipher;
    public PreauthHash preauth = PreauthHash.START;
    public @Nullable Signer signer;
    public @Nullable Signer sessionSigner;
    public @Nullable FrameSealer sealer;
    public @Nullable FrameOpener opener;

    public RawClient(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Negotiated, logged in as tester, connected to a share. */
    public static RawClient ready(TestServer server, Dialect dialect, String share)
            throws IOException {
        RawClient client = new RawClient(server.address());
        client.negotiate(dialect);
        client.login("tester", FakeCluster.PASSWORD);
        client.connect(share);
        return client;
    }

    public Negotiate.Request negotiateRequest(Dialect... dialects) {
        List<Integer> codes = Arrays.stream(dialects).map(Dialect::code).toList();
        return new Negotiate.Request(
                Negotiate.SIGNING_ENABLED,
                Negotiate.GLOBAL_CAP_ENCRYPTION
                        | Negotiate.GLOBAL_CAP_MULTI_CHANNEL
                        | Negotiate.GLOBAL_CAP_LARGE_MTU,
                clientGuid,
                codes,
                List.of(
                        new NegotiateContext.PreauthIntegrity(
                                List.of(1), ByteBuffer.wrap(new byte[32])),
                        new NegotiateContext.Encryption(List.of(cipherWanted)),
                        new NegotiateContext.Signing(List.of(signingWanted))));
    }

    public Negotiate.Response negotiate(Dialect... dialects) throws IOException {
        ByteBuffer request = encode(header(Command.NEGOTIATE), negotiateRequest(dialects));
        send(request);
        Message answer = receive();
        Negotiate.Response response = (Negotiate.Response) answer.body();
        Dialect chosen = Dialect.of(response.dialectRevision());
        if (chosen == null) {
            throw new AssertionError("dialect " + response.dialectRevision());
        }
        dialect = chosen;
        preauth = PreauthHash.START.then(request).then(answer.bytes());
        switch (dialect) {
            case SMB_2_0_2, SMB_2_1 -> signing = SigningAlgorithm.HMAC_SHA256;
            case SMB_3_0, SMB_3_0_2 -> {
                signing = SigningAlgorithm.AES_CMAC;
                cipher = CipherAlgorithm.AES_128_CCM;
            }
            case SMB_3_1_1 -> {
                for (NegotiateContext context : response.contexts()) {
                    if (context instanceof NegotiateContext.Encryption e) {
                        cipher = CipherAlgorithm.of(e.ciphers().getFirst()).orElse(null);
                    } else if (context instanceof NegotiateContext.Signing s) {
                        signing =
                                SigningAlgorithm.of(s.signingAlgorithms().getFirst()).orElseThrow();
                    }
                }
            }
        }
        return response;
    }

    /** Logs in and takes the session's keys; returns the last status. */
    public NtStatus login(String user, String password) throws IOException {
        return authenticate(user, password, 0, 0);
    }

    /** Logs in in place of an older session. */
    public NtStatus loginAfter(long previousSessionId) throws IOException {
        return authenticate("tester", FakeCluster.PASSWORD, 0, previousSessionId);
    }

    /** Becomes a channel of another client's session. */
    public NtStatus bind(RawClient other, String user, String password) throws IOException {
        sessionId = other.sessionId;
        signer = other.sessionSigner;
        sessionSigner = other.sessionSigner;
        NtStatus status = authenticate(user, password, SessionSetup.FLAG_BINDING, 0);
        if (status.isSuccess()) {
            sealer = other.sealer;
            opener = other.opener;
            treeId = other.treeId;
        }
        return status;
    }

    /** Proves who one is once more. */
    public NtStatus reauthenticate(String user, String password) throws IOException {
        return authenticate(user, password, 0, 0);
    }

    private NtStatus authenticate(String user, String password, int flags, long previous)
            throws IOException {
        boolean binding = flags != 0;
        boolean fresh = sessionId == 0;
        SpnegoClient spnego =
                new SpnegoClient(
                        new NtlmClient(
                                new NtlmClient.Credentials(
                                        new Identity("", user, "RAW"), NtHash.of(password)),
                                NtlmClient.Target.UNKNOWN,
                                TimeSource.SYSTEM,
                                RANDOM));
        PreauthHash hash = preauth;
        byte[] token = new byte[0];
        while (true) {
            SpnegoClient.Step step = spnego.step(token);
            byte[] next =
                    switch (step) {
                        case SpnegoClient.Continue c -> c.token();
                        case SpnegoClient.Done done -> throw new AssertionError("done early");
                        case SpnegoClient.Refused refused ->
                                throw new AssertionError(refused.reason());
                    };
            Header header = header(Command.SESSION_SETUP).withIds(0, sessionId);
            if (!fresh && !encrypt) {
                header = header.withFlags(Header.FLAGS_SIGNED);
            }
            ByteBuffer request =
                    encode(
                            header,
                            new SessionSetup.Request(
                                    flags,
                                    Negotiate.SIGNING_ENABLED,
                                    0,
                                    previous,
                                    ByteBuffer.wrap(next)));
            hash = hash.then(request);
            send(request);
            Message answer = receive();
            sessionId = answer.header().sessionId();
            if (answer.status().equals(NtStatus.MORE_PROCESSING_REQUIRED)) {
                hash = hash.then(answer.bytes());
                token = bytes(((SessionSetup.Response) answer.body()).securityBuffer());
                continue;
            }
            if (answer.status().isSuccess() && (fresh || binding)) {
                SessionSetup.Response response = (SessionSetup.Response) answer.body();
                if (!(spnego.step(bytes(response.securityBuffer()))
                        instanceof SpnegoClient.Done done)) {
                    throw new AssertionError("the server did not prove itself");
                }
                keys(done.sessionKey(), hash, binding);
                encrypt |= (response.sessionFlags() & SessionSetup.SESSION_FLAG_ENCRYPT_DATA) != 0;
                if (!verify(answer)) {
                    throw new AssertionError("the last response is not signed");
                }
            }
            return answer.status();
        }
    }

    /** Logs in, or authenticates anew, as nobody: by plain NTLM and with a key of zeros. */
    public NtStatus loginAnonymously() throws IOException {
        boolean fresh = sessionId == 0;
        Identity nobody = new Identity("", "", "");
        byte[] negotiate =
                new NtlmClient(
                                new NtlmClient.Credentials(nobody, new byte[16]),
                                NtlmClient.Target.UNKNOWN,
                                TimeSource.SYSTEM,
                                RANDOM)
                        .negotiate();
        ByteBuffer request = setup(negotiate, fresh);
        Message answer = receive();
        PreauthHash hash = preauth.then(request).then(answer.bytes());
        sessionId = answer.header().sessionId();
        byte[] challenge = bytes(((SessionSetup.Response) answer.body()).securityBuffer());
        byte[] token;
        try {
            Negotiated agreed = ChallengeMessage.decode(new WireReader(challenge)).negotiated();
            int flags = agreed.flags() & ~NTLM_KEY_EXCHANGE;
            token =
                    new AuthenticateMessage(
                                    new AuthenticateMessage.Responses(new byte[1], new byte[0]),
                                    nobody,
                                    new byte[0],
                                    new Negotiated(flags, agreed.version()),
                                    null)
                            .toBytes();
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
        hash = hash.then(setup(token, fresh));
        answer = receive();
        if (answer.status().isSuccess()) {
            SessionSetup.Response response = (SessionSetup.Response) answer.body();
            if (response.sessionFlags() != SessionSetup.SESSION_FLAG_IS_NULL) {
                throw new AssertionError("session flags " + response.sessionFlags());
            }
            if (fresh) {
                keys(new byte[16], hash, false);
            }
        }
        return answer.status();
    }

    private ByteBuffer setup(byte[] token, boolean fresh) throws IOException {
        Header header = header(Command.SESSION_SETUP).withIds(0, sessionId);
        ByteBuffer request =
                encode(
                        header.withFlags(fresh ? 0 : Header.FLAGS_SIGNED),
                        new SessionSetup.Request(
                                0, Negotiate.SIGNING_ENABLED, 0, 0, ByteBuffer.wrap(token)));
        send(request);
        return request;
    }

    private void keys(byte[] key, PreauthHash hash, boolean binding) {
        if (!dialect.isSmb3()) {
            signer = new Signer(signing, Arrays.copyOf(key, 16));
            sessionSigner = signer;
            return;
        }
        if (binding) {
            signer =
                    new Signer(
                            signing,
                            dialect == Dialect.SMB_3_1_1
                                    ? SessionKeys.smb311SigningKey(key, hash)
                                    : SessionKeys.smb30SigningKey(key));
            return;
        }
        CipherAlgorithm with = cipher == null ? CipherAlgorithm.AES_128_GCM : cipher;
        SessionKeys keys =
                dialect == Dialect.SMB_3_1_1
                        ? SessionKeys.smb311(key, hash, with)
                        : SessionKeys.smb30(key);
        signer = new Signer(signing, keys.signing());
        sessionSigner = signer;
        if (cipher != null) {
            sealer = new FrameSealer(cipher, keys.clientToServer(), RANDOM);
            opener = new FrameOpener(cipher, keys.serverToClient());
        }
    }

    /** Connects to a share, signed, and keeps the tree. */
    public Message connect(String share) throws IOException {
        boolean before = sign;
        sign = true;
        Message answer = call(new TreeConnect.Request(0, "\\\\SOFS1\\" + share, List.of()));
        sign = before;
        if (answer.status().isSuccess()) {
            treeId = answer.header().treeId();
        }
        return answer;
    }

    /** A header for the next message id of the session and tree. */
    public Header header(Command command) {
        Header header = Header.request(command, messageId++, treeId, sessionId);
        return header.withCredits(1, creditsWanted)
                .withFlags(sign && signer != null && !encrypt ? Header.FLAGS_SIGNED : 0);
    }

    /** Sends a request and waits for its final answer. */
    public Message call(Request request) throws IOException {
        long id = begin(request);
        while (true) {
            Message message = receive();
            if (message.header().messageId() == id && !message.status().equals(NtStatus.PENDING)) {
                return message;
            }
        }
    }

    /** Sends a request and returns its message id. */
    public long begin(Request request) throws IOException {
        Header header = header(request.command());
        send(encode(header, request));
        return header.messageId();
    }

    /** A message, signed if its header says so. */
    public ByteBuffer encode(Header header, Request request) {
        WireWriter writer = new WireWriter();
        header.encode(writer);
        request.encode(writer);
        ByteBuffer payload = request.payload();
        if (payload != null) {
            writer.bytes(payload);
        }
        ByteBuffer message = ByteBuffer.wrap(writer.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
        Signer with = signer;
        if (header.isSigned() && with != null) {
            with.sign(message);
        }
        return message;
    }

    /** Requests as one compound, padded and chained. */
    public ByteBuffer compound(List<Header> headers, List<Request> requests) {
        WireWriter all = new WireWriter();
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            int flags = header.flags();
            ByteBuffer plain =
                    encode(header.withFlags(flags & ~Header.FLAGS_SIGNED), requests.get(i));
            WireWriter one = new WireWriter();
            one.bytes(plain);
            boolean last = i == headers.size() - 1;
            if (!last) {
                one.align(8);
                one.patchU32(Header.NEXT_COMMAND_OFFSET, one.position());
            }
            one.patchU32(Header.FLAGS_OFFSET, flags);
            ByteBuffer message = one.toBuffer();
            Signer with = signer;
            if ((flags & Header.FLAGS_SIGNED) != 0 && with != null) {
                with.sign(message);
            }
            all.bytes(message);
        }
        return ByteBuffer.wrap(all.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Sends a message, encrypted if the client encrypts. */
    public void send(ByteBuffer message) throws IOException {
        if (!encrypt) {
            frame(message);
        } else {
            frame(seal(message, sessionId));
        }
    }

    public ByteBuffer seal(ByteBuffer message, long forSession) {
        FrameSealer with = sealer;
        if (with == null) {
            throw new AssertionError("no keys");
        }
        WireWriter writer = new WireWriter();
        new TransformHeader(new byte[16], new byte[16], message.remaining(), 1, forSession)
                .encode(writer);
        writer.zero(message.remaining());
        ByteBuffer whole = ByteBuffer.wrap(writer.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
        with.seal(whole, whole.duplicate().position(TransformHeader.LENGTH), message);
        return whole;
    }

    /** Sends bytes as a frame. */
    public void frame(ByteBuffer message) throws IOException {
        byte[] bytes = bytes(message);
        ByteBuffer frame = ByteBuffer.allocate(4 + bytes.length);
        frame.putInt(bytes.length).put(bytes);
        raw(frame.array());
    }

    /** Sends bytes as they are. */
    public void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next response; frames are split. */
    public Message receive() throws IOException {
        while (received.isEmpty()) {
            received.addAll(receiveFrame());
        }
        return received.remove();
    }

    /** The next frame as it came. */
    public ByteBuffer receiveRaw() throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The responses of the next frame. */
    public List<Message> receiveFrame() throws IOException {
        ByteBuffer frame = receiveRaw();
        try {
            boolean encrypted = ProtocolId.of(frame) == ProtocolId.TRANSFORM;
            if (encrypted) {
                frame = open(frame);
            }
            List<Message> messages = new ArrayList<>();
            for (ByteBuffer one : CompoundSplitter.split(frame)) {
                Header header = Header.decode(new WireReader(one));
                creditsGranted += header.credits();
                messages.add(new Message(header, one, encrypted));
            }
            return messages;
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }

    private ByteBuffer open(ByteBuffer frame) {
        FrameOpener with = opener;
        if (with == null) {
            throw new AssertionError("no keys");
        }
        ByteBuffer message =
                frame.slice(TransformHeader.LENGTH, frame.limit() - TransformHeader.LENGTH)
                        .order(ByteOrder.LITTLE_ENDIAN);
        if (!with.open(frame, message, message.duplicate())) {
            throw new AssertionError("the server's ciphertext is not authentic");
        }
        return message;
    }

    /** Whether a response carries this channel's signature. */
    public boolean verify(Message message) {
        Signer with = signer;
        return message.header().isSigned() && with != null && with.verify(message.bytes());
    }

    /** Whether the server ends the connection without a further message. */
    public boolean isDropped() throws IOException {
        try {
            return in.read() < 0;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] out = new byte[buffer.remaining()];
        buffer.duplicate().get(out);
        return out;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
