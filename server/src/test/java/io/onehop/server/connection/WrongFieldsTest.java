package io.onehop.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.RawClient;
import io.onehop.server.TestServer;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.Logoff;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.QueryDirectory;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.SessionSetup;
import io.onehop.wire.smb2.SetInfo;
import io.onehop.wire.smb2.TreeConnect;
import io.onehop.wire.smb2.TreeDisconnect;
import io.onehop.wire.smb2.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests of which one field is wrong: INVALID_PARAMETER, and the connection, the session, and the
 * tree are as before. [MS-SMB2] 3.3.5.2.6.
 */
class WrongFieldsTest {
    private static final FileId FILE = new FileId(1, 2);
    private static final QueryInfo.Selector SELECTOR =
            new QueryInfo.Selector(QueryInfo.INFO_FILE, 14, 0);

    private static final Request SETUP = new SessionSetup.Request(0, 1, 0, 0, bytes(20));
    private static final Request CONNECT = new TreeConnect.Request(0, "\\\\a\\near", List.of());
    private static final Request CREATE =
            new Create.Request(
                    0,
                    2,
                    1,
                    0,
                    7,
                    Create.FILE_OPEN,
                    0,
                    "name",
                    List.of(
                            new CreateContext.QueryOnDiskIdRequest(),
                            new CreateContext.AllocationSize(1)));
    private static final Request READ =
            new Read.Request(0x50, 0, 10, 0, FILE, 0, new Read.Channel(1, 0, bytes(16)));
    private static final Request WRITE =
            new Write.Request(bytes(10), 0, FILE, Read.Channel.NONE, 0);
    private static final Request LOCK =
            new Lock.Request(0, FILE, List.of(new Lock.Element(0, 1, Lock.FLAG_SHARED_LOCK)));
    private static final Request CONTROL =
            new Ioctl.Request(0x0009_80C8, FILE, bytes(16), 0, 100, Ioctl.FLAG_IS_FSCTL);
    private static final Request LIST = new QueryDirectory.Request(1, 0, 0, FILE, "*", 100);
    private static final Request QUERY = new QueryInfo.Request(SELECTOR, FILE, 100, 0, bytes(16));
    private static final Request CHANGE = new SetInfo.Request(SELECTOR, FILE, bytes(8));
    private static final List<Request> ALL =
            List.of(
                    SETUP,
                    CONNECT,
                    CREATE,
                    READ,
                    WRITE,
                    LOCK,
                    CONTROL,
                    LIST,
                    QUERY,
                    CHANGE,
                    new Logoff.Request(),
                    new TreeDisconnect.Request(),
                    new Echo.Request(),
                    new Close.Request(0, FILE),
                    new Flush.Request(FILE),
                    new ChangeNotify.Request(0, 100, FILE, 1),
                    new OplockBreak.Acknowledgment(0, FILE),
                    new OplockBreak.LeaseAcknowledgment(0, new UUID(1, 2), 0));

    /** One field of a request. Its place counts from the beginning of the body. */
    private record Field(Request request, int at, int width, long value) {
        Field(Request request, int at, int width) {
            this(request, at, width, width == 2 ? 0xFFFF : 0xFFFF_FFF8L);
        }

        void put(ByteBuffer message) {
            int place = Header.LENGTH + at;
            if (width == 2) {
                message.putShort(place, (short) value);
            } else {
                message.putInt(place, (int) value);
            }
        }
    }

    private TestServer server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(0, 30_000, 5000);
        client = RawClient.ready(server, Dialect.SMB_3_1_1, "near");
        client.sign = true;
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count);
    }

    private ByteBuffer message(Request request) {
        boolean connecting = request instanceof TreeConnect.Request;
        Header header = client.header(request.command());
        return client.encode(connecting ? header.withIds(0, client.sessionId) : header, request);
    }

    private NtStatus answer(ByteBuffer message) throws IOException {
        if (client.signer == null) {
            throw new IllegalStateException("nobody is logged on");
        }
        client.signer.sign(message);
        client.send(message);
        return client.receive().status();
    }

    private void isAsBefore(String after) throws IOException {
        assertThat(
                        client.call(
                                        new Create.Request(
                                                0, 2, 1, 0, 7, Create.FILE_OPEN, 0, "a", List.of()))
                                .status())
                .as("a CREATE after %s", after)
                .isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void refusesWrongStructureSizes() throws IOException {
        for (Request request : ALL) {
            for (int size : new int[] {0, 3, 0xFFFF}) {
                ByteBuffer message = message(request);
                message.putShort(Header.LENGTH, (short) size);
                String what = request.command() + " of structure size " + size;
                assertThat(answer(message)).as(what).isEqualTo(NtStatus.INVALID_PARAMETER);
                isAsBefore(what);
            }
        }
    }

    @Test
    void refusesBodiesThatEndTooEarly() throws IOException {
        for (Request request : ALL) {
            int size = message(request).getShort(Header.LENGTH) & 0xFFFE;
            client.messageId--;
            for (int length = Header.LENGTH; length < Header.LENGTH + size; length += 2) {
                String what = request.command() + " of " + length + " bytes";
                assertThat(answer(message(request).slice(0, length)))
                        .as(what)
                        .isEqualTo(NtStatus.INVALID_PARAMETER);
            }
            isAsBefore(request.command() + " cut short");
        }
    }

    @Test
    void refusesOffsetsAndLengthsBeyondTheMessage() throws IOException {
        for (Field field :
                List.of(
                        new Field(SETUP, 12, 2),
                        new Field(SETUP, 14, 2),
                        new Field(CONNECT, 4, 2),
                        new Field(CONNECT, 6, 2),
                        new Field(CREATE, 44, 2),
                        new Field(CREATE, 46, 2),
                        new Field(CREATE, 48, 4),
                        new Field(CREATE, 52, 4),
                        new Field(READ, 44, 2),
                        new Field(READ, 46, 2),
                        new Field(WRITE, 2, 2),
                        new Field(WRITE, 4, 4),
                        new Field(LOCK, 2, 2),
                        new Field(CONTROL, 24, 4),
                        new Field(CONTROL, 28, 4),
                        new Field(LIST, 24, 2),
                        new Field(LIST, 26, 2),
                        new Field(QUERY, 8, 2),
                        new Field(QUERY, 12, 4),
                        new Field(CHANGE, 4, 4),
                        new Field(CHANGE, 8, 2))) {
            refuses(field);
        }
    }

    /** What is said to lie in the header or in the fixed part of the body. */
    @Test
    void refusesPartsThatOverlapWhatIsBeforeThem() throws IOException {
        for (Field field :
                List.of(
                        new Field(SETUP, 12, 2, 8),
                        new Field(CONNECT, 4, 2, 8),
                        new Field(CREATE, 44, 2, 8),
                        new Field(CREATE, 48, 4, 8),
                        new Field(WRITE, 2, 2, 8),
                        new Field(CONTROL, 24, 4, 8),
                        new Field(LIST, 24, 2, 8),
                        new Field(QUERY, 8, 2, 8),
                        new Field(CHANGE, 8, 2, 8))) {
            refuses(field);
        }
    }

    @Test
    void refusesContextsThatLie() throws IOException {
        ByteBuffer whole = message(CREATE);
        client.messageId--;
        int first = whole.getInt(Header.LENGTH + 48) - Header.LENGTH;
        int second = first + whole.getInt(Header.LENGTH + first);
        for (Field field :
                List.of(
                        new Field(CREATE, first, 4, 4),
                        new Field(CREATE, first, 4, 9),
                        new Field(CREATE, first, 4, 0x7FFF_FFF8),
                        new Field(CREATE, second, 4, 0x1000),
                        new Field(CREATE, first + 4, 2),
                        new Field(CREATE, first + 6, 2),
                        new Field(CREATE, first + 6, 2, 3),
                        new Field(CREATE, second + 10, 2),
                        new Field(CREATE, second + 12, 4),
                        new Field(CREATE, second + 12, 4, 7))) {
            refuses(field);
        }
    }

    private void refuses(Field field) throws IOException {
        ByteBuffer message = message(field.request());
        field.put(message);
        String what = field.request().command() + ", " + field;
        assertThat(answer(message)).as(what).isEqualTo(NtStatus.INVALID_PARAMETER);
        isAsBefore(what);
    }
}
