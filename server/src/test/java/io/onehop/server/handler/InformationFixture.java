package io.onehop.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.cluster.state.ShareState;
import io.onehop.server.open.FileIds;
import io.onehop.server.open.OpenRuntime;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.serve.ClientInfo;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.ServedSession;
import io.onehop.server.serve.ServedTree;
import io.onehop.volume.Fence;
import io.onehop.volume.directory.DirectoryStore;
import io.onehop.volume.directory.Options;
import io.onehop.wire.WireReader;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.fscc.FileInformationClass;
import io.onehop.wire.fscc.FsInformationClass;
import io.onehop.wire.fscc.Information;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Response;
import io.onehop.wire.smb2.SetInfo;
import io.onehop.wire.smb2.Write;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A client's session on a served directory, whose requests go through the dispatcher. */
@SuppressWarnings("NullAway.Init") // JUnit calls serve() first.
abstract class InformationFixture {
    static final int ALL = AccessMask.FILE_ALL_ACCESS;
    static final String USER_SID = "S-1-5-21-1-2-3-1000";
    static final String OTHER_SID = "S-1-5-21-1-2-3-1001";
    private static final int SHARE_ALL =
            Create.FILE_SHARE_READ | Create.FILE_SHARE_WRITE | Create.FILE_SHARE_DELETE;
    private static final int MAX_BYTES = 65_536;

    @TempDir Path directory = Path.of("set by JUnit");

    private final Dispatcher dispatcher =
            new Dispatcher(
                    new Dispatcher.InformationHandlers(
                            new QueryDirectoryHandler(),
                            new QueryInfoHandler(),
                            new SetInfoHandler(),
                            new IoctlHandler()));
    private ServedVolume volume;
    private Client client;

    /** One session and its tree connect. */
    record Client(ServedSession session, ServedTree tree) {}

    @BeforeEach
    void serve() throws Exception {
        volume =
                new ServedVolume(
                        "data",
                        1,
                        DirectoryStore.open(directory, Fence.OPEN, Options.labelled("data")),
                        new FileIds(1, 1),
                        OpenRuntime.standard(new Security()));
        client = connect(USER_SID, false, share("", false));
    }

    @AfterEach
    void stop() {
        client.session().opens().forEach(open -> open.close());
        assertThat(volume.close(Duration.ofSeconds(10))).isTrue();
    }

    static ShareState share(String directory, boolean accessBased) {
        return new ShareState(
                "share",
                "data",
                directory,
                ShareState.Kind.SCALE_OUT,
                false,
                accessBased,
                "",
                List.of());
    }

    Client connect(String sid, boolean administrator, ShareState share) {
        Set<String> groups =
                administrator
                        ? Set.of("S-1-1-0", "S-1-5-11", "S-1-5-32-544")
                        : Set.of("S-1-1-0", "S-1-5-11");
        ServedSession session =
                new ServedSession(
                        1,
                        new Identity("user", "", sid, groups, administrator),
                        new ClientInfo(
                                new UUID(1, 2), Dialect.SMB_3_1_1, 0, "127.0.0.1:1", "pc", "n1"),
                        new FakeSink(notification -> true, () -> {}));
        return new Client(session, new ServedTree(1, share, volume, ALL));
    }

    /** Whose requests the other methods send. */
    void use(Client other) {
        client = other;
    }

    Client client() {
        return client;
    }

    Reply send(Request request) {
        Header header = new Header(1, 0, request.command(), 1, 0, 0, 1, 0, 0, 1, 1);
        return dispatcher.handle(
                request, new RequestContext(client.session(), client.tree(), header, false));
    }

    static NtStatus status(Reply reply) {
        return switch (reply) {
            case Reply.Success success -> success.status();
            case Reply.Failure failure -> failure.status();
            case Reply.Encoded encoded -> encoded.status();
            case Reply.Pending pending -> status(pending.future().join());
        };
    }

    static Response response(Reply reply) {
        Reply last = reply instanceof Reply.Pending pending ? pending.future().join() : reply;
        assertThat(last).isInstanceOf(Reply.Success.class);
        return ((Reply.Success) last).response();
    }

    Reply tryCreate(String name, int access, int disposition, int options) {
        return send(
                new Create.Request(
                        0, 2, access, 0, SHARE_ALL, disposition, options, name, List.of()));
    }

    private FileId opened(Reply reply) {
        assertThat(status(reply)).isEqualTo(NtStatus.SUCCESS);
        return ((Create.Response) response(reply)).fileId();
    }

    FileId file(String name) {
        return file(name, ALL);
    }

    FileId file(String name, int access) {
        return opened(tryCreate(name, access, Create.FILE_OPEN_IF, Create.FILE_NON_DIRECTORY_FILE));
    }

    FileId folder(String name) {
        return opened(tryCreate(name, ALL, Create.FILE_OPEN_IF, Create.FILE_DIRECTORY_FILE));
    }

    void close(FileId id) {
        assertThat(status(send(new Close.Request(0, id)))).isEqualTo(NtStatus.SUCCESS);
    }

    void write(FileId id, long offset, String text) {
        ByteBuffer data = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        assertThat(status(send(new Write.Request(data, offset, id, Read.Channel.NONE, 0))))
                .isEqualTo(NtStatus.SUCCESS);
    }

    Reply query(FileId id, int type, int level, long maxBytes) {
        return query(id, new QueryInfo.Selector(type, level, 0), maxBytes);
    }

    Reply query(FileId id, QueryInfo.Selector selector, long maxBytes) {
        return send(new QueryInfo.Request(selector, id, maxBytes, 0, ByteBuffer.allocate(0)));
    }

    WireReader file(FileId id, FileInformationClass level) {
        return reader(query(id, QueryInfo.INFO_FILE, level.level(), MAX_BYTES));
    }

    WireReader fileSystem(FileId id, FsInformationClass level) {
        return reader(query(id, QueryInfo.INFO_FILESYSTEM, level.level(), MAX_BYTES));
    }

    static WireReader reader(Reply reply) {
        assertThat(status(reply)).isEqualTo(NtStatus.SUCCESS);
        return new WireReader(((QueryInfo.Response) response(reply)).outputBuffer());
    }

    NtStatus set(FileId id, FileInformationClass level, Information information) {
        return set(id, level, information.toBytes());
    }

    NtStatus set(FileId id, FileInformationClass level, byte[] bytes) {
        return status(
                send(
                        new SetInfo.Request(
                                new QueryInfo.Selector(QueryInfo.INFO_FILE, level.level(), 0),
                                id,
                                ByteBuffer.wrap(bytes))));
    }

    Reply control(FileId id, int code, byte[] input, int maxOutput) {
        return send(
                new Ioctl.Request(
                        code, id, ByteBuffer.wrap(input), 0, maxOutput, Ioctl.FLAG_IS_FSCTL));
    }

    static byte[] output(Reply reply) {
        ByteBuffer output = ((Ioctl.Response) response(reply)).output();
        byte[] bytes = new byte[output.remaining()];
        output.get(output.position(), bytes);
        return bytes;
    }

    /** What is in a file now. */
    String content(String name) throws Exception {
        return Files.readString(directory.resolve(name));
    }
}
