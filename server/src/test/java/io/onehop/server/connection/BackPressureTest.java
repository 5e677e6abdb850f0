package io.onehop.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.Await;
import io.onehop.server.RawClient;
import io.onehop.server.TestServer;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Write;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private static final int READS = 3000;
    private static final int READ_BYTES = 65_536;

    @Test
    void stopsReadingAClientThatDoesNotReadItsReplies() throws IOException, InterruptedException {
        try (TestServer server = new TestServer();
                RawClient client = RawClient.ready(server, Dialect.SMB_3_1_1, "near")) {
            FileId id = open(client);
            client.creditsWanted = 8192;
            client.call(new Read.Request(0, 0, 1, 0, id, 0, Read.Channel.NONE));
            Thread asking =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    for (int i = 0; i < READS; i++) {
                                        client.begin(
                                                new Read.Request(
                                                        0,
                                                        0,
                                                        READ_BYTES,
                                                        0,
                                                        id,
                                                        0,
                                                        Read.Channel.NONE));
                                    }
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            Await.until(() -> server.backends.mostLent.get() > 200);
            for (int i = 0; i < READS; i++) {
                Read.Response answer = (Read.Response) client.receive().body();
                assertThat(answer.data().remaining()).isEqualTo(READ_BYTES);
                assertThat(answer.data().get(READ_BYTES - 1)).isEqualTo((byte) 7);
            }
            asking.join();
            Await.until(() -> server.backends.released.get() == READS + 1);
            // 16 MiB unsent, and what one small buffer of requests asks for more.
            assertThat(server.backends.mostLent.get()).isLessThan(700);
        }
    }

    @Test
    void carriesTheLargestWritesAndReads() throws IOException {
        try (TestServer server = new TestServer();
                RawClient client = RawClient.ready(server, Dialect.SMB_3_1_1, "near")) {
            FileId id = open(client);
            client.creditsWanted = 1000;
            client.call(new Read.Request(0, 0, 1, 0, id, 0, Read.Channel.NONE));
            for (boolean encrypted : new boolean[] {false, true}) {
                client.encrypt = encrypted;
                int length = 8 << 20;
                ByteBuffer data = ByteBuffer.allocate(length);
                var header = client.header(io.onehop.wire.smb2.Command.WRITE);
                client.send(
                        client.encode(
                                header.withCredits(128, 1000),
                                new Write.Request(data, 0, id, Read.Channel.NONE, 0)));
                assertThat(client.receive().body()).isEqualTo(new Write.Response(length));
                client.messageId += 127;
                header = client.header(io.onehop.wire.smb2.Command.READ);
                client.send(
                        client.encode(
                                header.withCredits(128, 1000),
                                new Read.Request(0, 0, length, 0, id, 0, Read.Channel.NONE)));
                Read.Response answer = (Read.Response) client.receive().body();
                assertThat(answer.data().remaining()).isEqualTo(length);
                client.messageId += 127;
            }
        }
    }

    private static FileId open(RawClient client) throws IOException {
        Create.Request create =
                new Create.Request(0, 2, 1, 0, 7, Create.FILE_OPEN, 0, "a", List.of());
        return ((Create.Response) client.call(create).body()).fileId();
    }
}
