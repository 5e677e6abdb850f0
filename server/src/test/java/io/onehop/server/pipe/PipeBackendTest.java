package io.onehop.server.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.RawClient;
import io.onehop.server.RawClient.Message;
import io.onehop.server.TestServer;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.FsctlCode;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.TreeDisconnect;
import io.onehop.wire.smb2.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipeBackendTest {
    /** A bind to srvsvc 3.0 in NDR. */
    private static final byte[] BIND =
            HexFormat.of()
                    .parseHex(
                            "05000b03100000004800000001000000b810b810000000000100000000000100"
                                    + "c84f324b7016d30112785a47bf6ee18803000000"
                                    + "045d888aeb1cc9119fe808002b10486002000000");

    private TestServer server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        client = RawClient.ready(server, Dialect.SMB_3_1_1, "IPC$");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private Message create(String name) throws IOException {
        return client.call(new Create.Request(0, 2, 3, 0, 7, Create.FILE_OPEN, 0, name, List.of()));
    }

    private FileId open() throws IOException {
        return ((Create.Response) create("srvsvc").body()).fileId();
    }

    private Message write(FileId id, byte[] bytes) throws IOException {
        return client.call(new Write.Request(ByteBuffer.wrap(bytes), 0, id, Read.Channel.NONE, 0));
    }

    private static Read.Request read(FileId id, int length) {
        return new Read.Request(0, 0, length, 0, id, 0, Read.Channel.NONE);
    }

    private static Ioctl.Request ioctl(int code, FileId id, byte[] input, int most) {
        return new Ioctl.Request(code, id, ByteBuffer.wrap(input), 0, most, 1);
    }

    @Test
    void opensPipesByAnyFormOfTheirName() throws IOException {
        for (String name :
                List.of("srvsvc", "SRVSVC", "\\srvsvc", "PIPE\\srvsvc", "\\pipe\\WkSsvc")) {
            assertThat(create(name).status()).as(name).isEqualTo(NtStatus.SUCCESS);
        }
        for (String name : List.of("", "nothing", "pipe", "srvsvc\\x")) {
            assertThat(create(name).status()).as(name).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        }
    }

    @Test
    void readsWhatAWriteCaused() throws IOException {
        FileId id = open();
        assertThat(write(id, BIND).status()).isEqualTo(NtStatus.SUCCESS);
        Message first = client.call(read(id, 10));
        assertThat(first.status()).isEqualTo(NtStatus.BUFFER_OVERFLOW);
        assertThat(((Read.Response) first.body()).data().remaining()).isEqualTo(10);
        Message rest = client.call(read(id, 1000));
        assertThat(rest.status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(((Read.Response) rest.body()).data().remaining()).isPositive();
    }

    @Test
    void transceivesAndPeeks() throws IOException {
        FileId id = open();
        Message bound = client.call(ioctl(FsctlCode.PIPE_TRANSCEIVE, id, BIND, 20));
        assertThat(bound.status()).isEqualTo(NtStatus.BUFFER_OVERFLOW);
        ByteBuffer output = ((Ioctl.Response) bound.body()).output();
        assertThat(output.remaining()).isEqualTo(20);
        assertThat(output.get(2)).as("bind_ack").isEqualTo((byte) 12);
        Message peeked = client.call(ioctl(FsctlCode.PIPE_PEEK, id, new byte[0], 16));
        assertThat(peeked.status()).isEqualTo(NtStatus.BUFFER_OVERFLOW);
        assertThat(client.call(ioctl(FsctlCode.PIPE_TRANSCEIVE, id, BIND, 20)).status())
                .isEqualTo(NtStatus.PIPE_BUSY);
    }

    @Test
    void waitsForAnAnswerUntilThePipeIsClosed() throws IOException {
        FileId id = open();
        client.begin(read(id, 100));
        assertThat(client.receive().status()).isEqualTo(NtStatus.PENDING);
        client.begin(new Close.Request(0, id));
        List<NtStatus> both = List.of(client.receive().status(), client.receive().status());
        assertThat(both).containsExactlyInAnyOrder(NtStatus.SUCCESS, NtStatus.PIPE_CLOSING);
        assertThat(write(id, BIND).status()).isEqualTo(NtStatus.FILE_CLOSED);
    }

    @Test
    void answersAWaitingReadWhenThereIsSomething() throws IOException {
        FileId id = open();
        client.begin(read(id, 100));
        assertThat(client.receive().status()).isEqualTo(NtStatus.PENDING);
        client.begin(new Write.Request(ByteBuffer.wrap(BIND), 0, id, Read.Channel.NONE, 0));
        List<NtStatus> both = List.of(client.receive().status(), client.receive().status());
        assertThat(both).containsExactly(NtStatus.SUCCESS, NtStatus.SUCCESS);
    }

    @Test
    void treeDisconnectsCancelWaitingReads() throws IOException {
        FileId id = open();
        client.begin(read(id, 100));
        assertThat(client.receive().status()).isEqualTo(NtStatus.PENDING);
        client.begin(new TreeDisconnect.Request());
        List<NtStatus> both = List.of(client.receive().status(), client.receive().status());
        assertThat(both).contains(NtStatus.SUCCESS);
    }

    @Test
    void endsPipesThatSendNoPackets() throws IOException {
        FileId id = open();
        assertThat(write(id, new byte[64]).status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(client.call(read(id, 100)).status()).isEqualTo(NtStatus.PIPE_DISCONNECTED);
    }

    @Test
    void saysWhetherAPipeCanBeHad() throws IOException {
        assertThat(client.call(ioctl(FsctlCode.PIPE_WAIT, FileId.ANY, await("srvsvc"), 0)).status())
                .isEqualTo(NtStatus.SUCCESS);
        assertThat(client.call(ioctl(FsctlCode.PIPE_WAIT, FileId.ANY, await("no"), 0)).status())
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(client.call(ioctl(FsctlCode.PIPE_WAIT, FileId.ANY, new byte[3], 0)).status())
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    private static byte[] await(String name) {
        return new WireWriter().u64(0).u32(2L * name.length()).u8(0).u8(0).utf16(name).toBytes();
    }

    @Test
    void answersInformationOnPipes() throws IOException {
        FileId id = open();
        ByteBuffer none = ByteBuffer.allocate(0);
        for (int[] row : new int[][] {{5, 24}, {23, 8}, {24, 40}}) {
            QueryInfo.Selector selector = new QueryInfo.Selector(1, row[0], 0);
            Message answer = client.call(new QueryInfo.Request(selector, id, 100, 0, none));
            assertThat(((QueryInfo.Response) answer.body()).outputBuffer().remaining())
                    .isEqualTo(row[1]);
            assertThat(client.call(new QueryInfo.Request(selector, id, 3, 0, none)).status())
                    .isEqualTo(NtStatus.INFO_LENGTH_MISMATCH);
        }
    }
}
