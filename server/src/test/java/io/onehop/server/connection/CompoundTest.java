package io.onehop.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.Await;
import io.onehop.server.RawClient;
import io.onehop.server.RawClient.Message;
import io.onehop.server.TestServer;
import io.onehop.wire.smb2.Cancel;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompoundTest {
    private TestServer server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        client = RawClient.ready(server, Dialect.SMB_3_1_1, "near");
        client.sign = true;
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private static Create.Request create(String name) {
        return new Create.Request(0, 2, 1, 0, 7, Create.FILE_OPEN, 0, name, List.of());
    }

    private static Read.Request read(int length) {
        return new Read.Request(0, 0, length, 0, FileId.ANY, 0, Read.Channel.NONE);
    }

    private void send(boolean related, Request... requests) throws IOException {
        List<Header> headers = new ArrayList<>();
        for (int i = 0; i < requests.length; i++) {
            Header header = client.header(requests[i].command());
            if (related && i > 0) {
                header =
                        header.withFlags(header.flags() | Header.FLAGS_RELATED_OPERATIONS)
                                .withIds(-1, -1);
            }
            headers.add(header);
        }
        client.send(client.compound(headers, List.of(requests)));
    }

    private List<NtStatus> statuses(List<Message> messages) {
        return messages.stream().map(Message::status).toList();
    }

    @Test
    void relatedRequestsWorkOnTheFileOfTheCreate() throws IOException {
        send(true, create("a"), read(5), new Close.Request(0, FileId.ANY));
        List<Message> answers = client.receiveFrame();
        assertThat(statuses(answers))
                .containsExactly(NtStatus.SUCCESS, NtStatus.SUCCESS, NtStatus.SUCCESS);
        assertThat(answers).allMatch(client::verify);
        assertThat(answers.get(1).header().isRelated()).isTrue();
        assertThat(answers.get(1).header().sessionId()).isEqualTo(client.sessionId);
        assertThat(answers.get(1).bytes().remaining() % 8).as("padded").isZero();
        assertThat(answers.get(2).bytes().remaining() % 8).as("padded").isZero();
        assertThat(server.backends.open).isEmpty();
        Await.until(() -> server.backends.released.get() == 1);
    }

    @Test
    void encryptedCompoundsAreAnsweredEncryptedInOneFrame() throws IOException {
        client.encrypt = true;
        send(true, create("a"), read(5), new Close.Request(0, FileId.ANY));
        List<Message> answers = client.receiveFrame();
        assertThat(answers).hasSize(3).allMatch(Message::encrypted);
        assertThat(answers).noneMatch(m -> m.header().isSigned());
        Await.until(() -> server.backends.released.get() == 1);
    }

    @Test
    void aFailedCreateFailsWhatIsRelatedToIt() throws IOException {
        send(true, create("missing"), read(5), new Close.Request(0, FileId.ANY));
        NtStatus missing = NtStatus.OBJECT_NAME_NOT_FOUND;
        assertThat(statuses(client.receiveFrame())).containsExactly(missing, missing, missing);
    }

    @Test
    void anotherFailureLeavesTheFileToBeClosed() throws IOException {
        send(
                true,
                create("a"),
                new io.onehop.wire.smb2.QueryDirectory.Request(1, 0, 0, FileId.ANY, "*", 1000),
                new Close.Request(0, FileId.ANY));
        assertThat(statuses(client.receiveFrame()))
                .containsExactly(NtStatus.SUCCESS, NtStatus.NOT_SUPPORTED, NtStatus.SUCCESS);
        assertThat(server.backends.open).isEmpty();
    }

    @Test
    void aRelatedRequestWithoutAFileBeforeItIsRefused() throws IOException {
        send(
                true,
                new Echo.Request(),
                new Flush.Request(FileId.ANY),
                new Flush.Request(FileId.ANY));
        assertThat(statuses(client.receiveFrame()))
                .containsExactly(
                        NtStatus.SUCCESS, NtStatus.INVALID_HANDLE, NtStatus.INVALID_HANDLE);
    }

    @Test
    void aChainThatBeginsRelatedIsRefused() throws IOException {
        Header first = client.header(Command.CREATE);
        Header second = client.header(Command.CLOSE);
        Header third = client.header(Command.ECHO);
        int related = Header.FLAGS_RELATED_OPERATIONS;
        client.send(
                client.compound(
                        List.of(
                                first.withFlags(first.flags() | related),
                                second.withFlags(second.flags() | related),
                                third),
                        List.of(
                                create("a"),
                                new Close.Request(0, FileId.ANY),
                                new Echo.Request())));
        assertThat(statuses(client.receiveFrame()))
                .containsExactly(
                        NtStatus.INVALID_PARAMETER, NtStatus.INVALID_PARAMETER, NtStatus.SUCCESS);
    }

    @Test
    void unrelatedRequestsStandAlone() throws IOException {
        send(false, create("missing"), create("a"), new Flush.Request(new FileId(1, 1)));
        assertThat(statuses(client.receiveFrame()))
                .containsExactly(
                        NtStatus.OBJECT_NAME_NOT_FOUND, NtStatus.SUCCESS, NtStatus.FILE_CLOSED);
    }

    @Test
    void relatedToALostSessionIsInvalid() throws IOException {
        Header first = client.header(Command.FLUSH).withFlags(0).withIds(client.treeId, 77);
        Header second = client.header(Command.FLUSH).withFlags(Header.FLAGS_RELATED_OPERATIONS);
        client.send(
                client.compound(
                        List.of(first, second),
                        List.of(new Flush.Request(FileId.ANY), new Flush.Request(FileId.ANY))));
        assertThat(statuses(client.receiveFrame()))
                .containsExactly(NtStatus.USER_SESSION_DELETED, NtStatus.INVALID_PARAMETER);
    }

    /** Clients that sign drop a connection that answers them unsigned. */
    @Test
    void aRefusalThatCannotBeSignedIsMarkedAsSigned() throws IOException {
        Header lost = client.header(Command.FLUSH).withIds(client.treeId, client.sessionId + 77);
        client.send(client.encode(lost, new Flush.Request(FileId.ANY)));
        Message answer = client.receive();
        assertThat(answer.status()).isEqualTo(NtStatus.USER_SESSION_DELETED);
        assertThat(answer.header().isSigned()).isTrue();
        assertThat(answer.bytes().getLong(Header.SIGNATURE_OFFSET)).isZero();
    }

    @Test
    void aCommandThatThereIsNotIsRefusedAndKeepsTheConnection() throws IOException {
        client.sign = false;
        ByteBuffer message =
                client.encode(client.header(Command.ECHO).withFlags(0), new Echo.Request());
        message.putShort(Header.COMMAND_OFFSET, (short) 0xFF);
        client.send(message);
        ByteBuffer answer = client.receiveRaw();
        assertThat(answer.getInt(8)).isEqualTo(NtStatus.INVALID_PARAMETER.code());
        assertThat(answer.getShort(Header.COMMAND_OFFSET)).isEqualTo((short) 0xFF);
        assertThat(client.call(new Echo.Request()).status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void watchesEndWithTheirTreeAsTheyEndWithTheirOpen() throws IOException {
        send(true, create("a"), new ChangeNotify.Request(0, 1000, FileId.ANY, 1));
        assertThat(client.receiveFrame()).hasSize(2);
        client.begin(new io.onehop.wire.smb2.TreeDisconnect.Request());
        List<NtStatus> both = List.of(client.receive().status(), client.receive().status());
        assertThat(both).containsExactlyInAnyOrder(NtStatus.NOTIFY_CLEANUP, NtStatus.SUCCESS);
    }

    @Test
    void theLastRequestMayWait() throws IOException {
        send(true, create("a"), new ChangeNotify.Request(0, 1000, FileId.ANY, 1));
        List<Message> first = client.receiveFrame();
        assertThat(statuses(first)).containsExactly(NtStatus.SUCCESS, NtStatus.PENDING);
        Header interim = first.get(1).header();
        assertThat(interim.isAsync()).isTrue();
        assertThat(interim.isSigned()).isFalse();
        assertThat(interim.asyncId()).isNotZero();

        cancel(interim, true);
        Message last = client.receive();
        assertThat(last.status()).isEqualTo(NtStatus.CANCELLED);
        assertThat(last.header().asyncId()).isEqualTo(interim.asyncId());
        assertThat(last.header().credits()).isZero();
        assertThat(client.verify(last)).isTrue();
    }

    @Test
    void aWaitingCreateHoldsUpTheRestOfItsChain() throws IOException {
        send(true, new Echo.Request(), create("slow"), read(5), new Close.Request(0, FileId.ANY));
        List<Message> first = client.receiveFrame();
        assertThat(statuses(first)).containsExactly(NtStatus.SUCCESS, NtStatus.PENDING);
        server.backends.finishSlow();
        List<Message> rest = client.receiveFrame();
        assertThat(statuses(rest))
                .containsExactly(NtStatus.SUCCESS, NtStatus.SUCCESS, NtStatus.SUCCESS);
        assertThat(rest.getFirst().header().isAsync()).isTrue();
        assertThat(rest.get(1).header().isAsync()).isFalse();
        assertThat(server.backends.open).isEmpty();
    }

    @Test
    void anEndlessWaitInTheMiddleIsRefused() throws IOException {
        send(
                true,
                create("a"),
                new ChangeNotify.Request(0, 1000, FileId.ANY, 1),
                new Close.Request(0, FileId.ANY));
        assertThat(statuses(client.receiveFrame()))
                .containsExactly(NtStatus.SUCCESS, NtStatus.INTERNAL_ERROR, NtStatus.SUCCESS);
        assertThat(server.backends.cancelled).hasValue(1);
    }

    @Test
    void waitingRequestsAreCancelledByMessageId() throws IOException {
        long id = client.begin(create("slow"));
        Message interim = client.receive();
        assertThat(interim.status()).isEqualTo(NtStatus.PENDING);
        Header cancel =
                new Header(
                        0,
                        0,
                        Command.CANCEL,
                        0,
                        Header.FLAGS_SIGNED,
                        0,
                        id,
                        0,
                        0,
                        0,
                        client.sessionId);
        client.send(client.encode(cancel, new Cancel.Request()));
        assertThat(client.receive().status()).isEqualTo(NtStatus.CANCELLED);
    }

    @Test
    void aForgedCancelCancelsNothing() throws IOException {
        client.close();
        server.cluster.settings(true, false);
        client = RawClient.ready(server, Dialect.SMB_3_1_1, "near");
        client.sign = true;
        client.begin(create("slow"));
        Header interim = client.receive().header();
        cancel(interim, false);
        assertThat(client.call(new Echo.Request()).status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(server.backends.cancelled).hasValue(0);
    }

    private void cancel(Header interim, boolean signed) throws IOException {
        Header cancel =
                new Header(
                        0,
                        0,
                        Command.CANCEL,
                        0,
                        Header.FLAGS_ASYNC_COMMAND | (signed ? Header.FLAGS_SIGNED : 0),
                        0,
                        interim.messageId(),
                        interim.asyncId(),
                        0,
                        0,
                        client.sessionId);
        client.send(client.encode(cancel, new Cancel.Request()));
    }

    @Test
    void treesAndSessionsThatGoCancelWhatWaits() throws IOException {
        client.begin(create("slow"));
        assertThat(client.receive().status()).isEqualTo(NtStatus.PENDING);
        client.begin(new io.onehop.wire.smb2.TreeDisconnect.Request());
        List<NtStatus> both = List.of(client.receive().status(), client.receive().status());
        assertThat(both).containsExactlyInAnyOrder(NtStatus.CANCELLED, NtStatus.SUCCESS);
        assertThat(server.backends.closedTrees).hasValue(1);
        assertThat(client.call(new Flush.Request(FileId.ANY)).status())
                .isEqualTo(NtStatus.NETWORK_NAME_DELETED);
    }

    @Test
    void aDisconnectCancelsWhatWaitsAndClosesTheSession() throws IOException {
        client.begin(create("slow"));
        assertThat(client.receive().status()).isEqualTo(NtStatus.PENDING);
        client.close();
        Await.until(
                () ->
                        server.backends.cancelled.get() == 1
                                && server.backends.closedSessions.get() == 1
                                && server.backends.closedTrees.get() == 1);
        Await.until(() -> server.server.connections().isEmpty());
        assertThat(server.server.sessions()).isEmpty();
    }

    @Test
    void moreThanTheCreditsPayForIsRefused() throws IOException {
        client.call(create("a"));
        assertThat(client.call(read(70_000)).status()).isEqualTo(NtStatus.INVALID_PARAMETER);
    }
}
