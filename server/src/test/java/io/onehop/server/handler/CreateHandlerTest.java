package io.onehop.server.handler;

import static io.onehop.server.handler.ServedFixture.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.cluster.state.ShareState;
import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.volume.Metadata;
import io.onehop.volume.VolumeException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateHandlerTest {
    @TempDir Path directory;
    private ServedFixture fixture;
    private Client client;

    @BeforeEach
    void serve() throws VolumeException {
        fixture = new ServedFixture(directory);
        client = fixture.client();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        // disposition, status and action when there is none, status and action when there is one
        "0,SUCCESS,2,SUCCESS,0",
        "1,OBJECT_NAME_NOT_FOUND,-1,SUCCESS,1",
        "2,SUCCESS,2,OBJECT_NAME_COLLISION,-1",
        "3,SUCCESS,2,SUCCESS,1",
        "4,OBJECT_NAME_NOT_FOUND,-1,SUCCESS,3",
        "5,SUCCESS,2,SUCCESS,3"
    })
    void dispositionsDoWhatTheyAreFor(
            int disposition, String whenMissing, int made, String whenThere, int opened) {
        client.close(client.open("there"));
        for (String name : List.of("missing", "there")) {
            boolean missing = name.equals("missing");
            var reply = client.opening(name).disposition(disposition).send();
            assertThat(statusOf(reply).toString()).contains(missing ? whenMissing : whenThere);
            if (statusOf(reply).equals(NtStatus.SUCCESS)) {
                assertThat(ServedFixture.created(reply).createAction())
                        .isEqualTo(missing ? made : opened);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\\x',INVALID_PARAMETER",
        "'a\\..\\b',INVALID_PARAMETER",
        "'..',OBJECT_PATH_SYNTAX_BAD",
        "'..\\..\\..',OBJECT_PATH_SYNTAX_BAD",
        "'dir\\a\\..\\..\\..\\b',OBJECT_PATH_SYNTAX_BAD",
        "'dir\\missing\\..',SUCCESS",
        "'a\\\\b',OBJECT_NAME_INVALID",
        "'a*',OBJECT_NAME_INVALID",
        "'a/b',OBJECT_NAME_INVALID",
        "'a:',OBJECT_NAME_INVALID",
        "'a::',OBJECT_NAME_INVALID",
        "'a:b:',OBJECT_NAME_INVALID",
        "'a:b:$BITMAP',OBJECT_NAME_INVALID",
        "'a:b:c:d',OBJECT_NAME_INVALID",
        "'a:b:$INDEX_ALLOCATION',INVALID_PARAMETER",
        "'a:b\\c',OBJECT_NAME_INVALID",
        "'missing\\b',OBJECT_PATH_NOT_FOUND",
        "'file\\b',OBJECT_PATH_NOT_FOUND",
        "'missing',OBJECT_NAME_NOT_FOUND",
        "'file:missing',OBJECT_NAME_NOT_FOUND",
        "'FILE',SUCCESS",
        "'file::$data',SUCCESS",
        "'dir::$DATA',FILE_IS_A_DIRECTORY",
        "'dir::$INDEX_ALLOCATION',SUCCESS",
        "'dir:$I30:$INDEX_ALLOCATION',SUCCESS",
        "'file::$INDEX_ALLOCATION',NOT_A_DIRECTORY",
        "'dir\\',SUCCESS",
        "'file\\',NOT_A_DIRECTORY",
        "'',SUCCESS"
    })
    void namesAreTakenApart(String name, String status) {
        client.close(client.open("file"));
        client.close(client.openDirectory("dir"));
        assertThat(client.opening(name).status().toString()).endsWith(status);
    }

    @ParameterizedTest
    @CsvSource({
        // options, disposition, name, status
        "0x1,1,file,NOT_A_DIRECTORY",
        "0x1,2,file,OBJECT_NAME_COLLISION",
        "0x1,5,dir,INVALID_PARAMETER",
        "0x1,0,dir,INVALID_PARAMETER",
        "0x41,1,dir,INVALID_PARAMETER",
        "0x9,1,dir,INVALID_PARAMETER",
        "0x40,1,dir,FILE_IS_A_DIRECTORY",
        "0x0,5,dir,OBJECT_NAME_COLLISION",
        "0x0,5,'',ACCESS_DENIED",
        "0x1000,1,'',ACCESS_DENIED",
        "0x2000,1,file,NOT_SUPPORTED",
        "0x100000,1,file,NOT_SUPPORTED",
        "0x80,1,file,NOT_SUPPORTED",
        "0x1000000,1,file,INVALID_PARAMETER",
        "0x0,6,file,INVALID_PARAMETER",
        "0x1,2,'a:s',NOT_A_DIRECTORY",
        "0x70,1,file,SUCCESS"
    })
    void optionsMustFit(String options, int disposition, String name, String status) {
        client.close(client.open("file"));
        client.close(client.openDirectory("dir"));
        var opening =
                client.opening(name).options(Integer.decode(options)).disposition(disposition);
        assertThat(opening.status().toString()).endsWith(status);
    }

    @Test
    void impossibleRightsAttributesAndSharingAreRefused() {
        assertThat(client.opening("").access(0).status()).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(client.opening("").access(0x200).status()).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(client.opening("").attributes(0x40).status())
                .isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(client.opening("").share(8).status()).isEqualTo(NtStatus.INVALID_PARAMETER);
        var deleting =
                client.opening("x")
                        .disposition(Create.FILE_CREATE)
                        .access(AccessMask.FILE_READ_DATA)
                        .options(Create.FILE_DELETE_ON_CLOSE);
        assertThat(deleting.status()).isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    @Test
    void newFilesHaveTheirAttributesAndOverwritingKeepsHiddenOnes() {
        int hidden = Metadata.HIDDEN;
        Create.Response made =
                client.opening("h")
                        .disposition(Create.FILE_CREATE)
                        .attributes(hidden | Metadata.NORMAL)
                        .response();
        assertThat(made.information().fileAttributes()).isEqualTo(hidden | Metadata.ARCHIVE);
        client.write(made.fileId(), 0, "text");
        client.close(made.fileId());
        var plain = client.opening("h").disposition(Create.FILE_OVERWRITE);
        assertThat(plain.status()).isEqualTo(NtStatus.ACCESS_DENIED);
        Create.Response again =
                client.opening("h")
                        .disposition(Create.FILE_OVERWRITE)
                        .attributes(hidden | Metadata.SYSTEM)
                        .response();
        assertThat(again.information().endOfFile()).isZero();
        assertThat(again.information().fileAttributes())
                .isEqualTo(hidden | Metadata.SYSTEM | Metadata.ARCHIVE);
    }

    @Test
    void readOnlyFilesAreNeitherWrittenNorDeleted() {
        FileId made =
                client.opening("r")
                        .disposition(Create.FILE_CREATE)
                        .attributes(Metadata.READONLY)
                        .id();
        assertThat(client.write(made, 0, "the maker may")).isEqualTo(NtStatus.SUCCESS);
        client.close(made);
        assertThat(client.opening("r").status()).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(client.opening("r").access(AccessMask.FILE_READ_DATA).status())
                .isEqualTo(NtStatus.SUCCESS);
        var deleting =
                client.opening("r").access(AccessMask.DELETE).options(Create.FILE_DELETE_ON_CLOSE);
        assertThat(deleting.status()).isEqualTo(NtStatus.CANNOT_DELETE);
        Create.Response most =
                client.opening("r")
                        .access(AccessMask.MAXIMUM_ALLOWED)
                        .context(new CreateContext.QueryMaximalAccessRequest(OptionalLong.empty()))
                        .response();
        assertThat(client.write(most.fileId(), 0, "x")).isEqualTo(NtStatus.ACCESS_DENIED);
    }

    @Test
    void streamsAreOpenedBesideTheFile() {
        FileId stream = client.opening("f:side").disposition(Create.FILE_CREATE).id();
        assertThat(client.write(stream, 0, "aside")).isEqualTo(NtStatus.SUCCESS);
        FileId main = client.open("f");
        assertThat(client.write(main, 0, "main")).isEqualTo(NtStatus.SUCCESS);
        assertThat(client.read(client.open("F:SIDE:$DATA"), 0, 10)).isEqualTo("aside");
        assertThat(client.opening("f:side").disposition(Create.FILE_CREATE).status())
                .isEqualTo(NtStatus.OBJECT_NAME_COLLISION);
        Create.Response over =
                client.opening("f:side").disposition(Create.FILE_OVERWRITE_IF).response();
        assertThat(over.information().endOfFile()).isZero();
        assertThat(client.read(main, 0, 10)).isEqualTo("main");
    }

    @Test
    void shareModesAreKeptBetweenClients() {
        Client other = fixture.client();
        FileId reader =
                client.opening("f")
                        .disposition(Create.FILE_CREATE)
                        .access(AccessMask.FILE_READ_DATA)
                        .share(Create.FILE_SHARE_READ)
                        .id();
        var writing = other.opening("F").access(AccessMask.FILE_WRITE_DATA);
        assertThat(writing.status()).isEqualTo(NtStatus.SHARING_VIOLATION);
        assertThat(other.opening("f").access(AccessMask.FILE_READ_ATTRIBUTES).share(0).status())
                .isEqualTo(NtStatus.SUCCESS);
        client.close(reader);
        assertThat(writing.status()).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void deletionOnCloseWaitsForTheLastOpen() {
        Client other = fixture.client();
        FileId stays = other.open("f");
        FileId deletes = client.opening("f").options(Create.FILE_DELETE_ON_CLOSE).id();
        assertThat(client.close(deletes)).isEqualTo(NtStatus.SUCCESS);
        assertThat(directory.resolve("f")).exists();
        assertThat(client.opening("f").status()).isEqualTo(NtStatus.DELETE_PENDING);
        assertThat(other.write(stays, 0, "still there")).isEqualTo(NtStatus.SUCCESS);
        other.close(stays);
        assertThat(directory.resolve("f")).doesNotExist();
        assertThat(client.opening("f").status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void aNamedStreamIsDeletedAlone() {
        client.close(client.open("f:s"));
        FileId main = client.open("f");
        client.close(client.opening("f:s").options(Create.FILE_DELETE_ON_CLOSE).id());
        assertThat(client.opening("f:s").status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        assertThat(client.close(main)).isEqualTo(NtStatus.SUCCESS);
        assertThat(directory.resolve("f")).exists();
    }

    @Test
    void aShareBeginsAtItsDirectory() throws Exception {
        Files.createDirectories(directory.resolve("sub/inner"));
        ShareState share = ServedFixture.share(ShareState.Kind.GENERAL, "sub");
        Client inner = new Client(fixture, share, Dialect.SMB_3_1_1);
        inner.close(inner.open("inner\\f"));
        assertThat(directory.resolve("sub/inner/f")).exists();
        assertThat(inner.opening("..\\sub").status()).isEqualTo(NtStatus.OBJECT_PATH_SYNTAX_BAD);
        assertThat(inner.openDirectory("")).isNotNull();
    }

    @Test
    void contextsAreAnsweredOrRefused() {
        client.close(client.open("f"));
        Create.Response response =
                client.opening("f")
                        .context(new CreateContext.QueryMaximalAccessRequest(OptionalLong.empty()))
                        .context(new CreateContext.QueryOnDiskIdRequest())
                        .context(new CreateContext.DurableHandleRequest())
                        .response();
        assertThat(response.contexts())
                .hasSize(2)
                .contains(
                        new CreateContext.QueryMaximalAccessResponse(
                                NtStatus.SUCCESS, AccessMask.FILE_ALL_ACCESS));
        assertThat(client.opening("f").context(new CreateContext.TimewarpToken(1)).status())
                .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
        var twice =
                client.opening("f")
                        .context(new CreateContext.QueryOnDiskIdRequest())
                        .context(new CreateContext.QueryOnDiskIdRequest());
        assertThat(twice.status()).isEqualTo(NtStatus.INVALID_PARAMETER);
        var reconnect =
                client.opening("f").context(new CreateContext.DurableHandleReconnect(FileId.ANY));
        assertThat(reconnect.status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void oneOfManyMakersWinsAndAllOthersFindItsFile() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "race" + round;
            int makers = 4;
            CyclicBarrier start = new CyclicBarrier(makers);
            List<Create.Response> made = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < makers; i++) {
                Client each = fixture.client();
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            await(start);
                                            var response =
                                                    each.opening(name)
                                                            .disposition(Create.FILE_OPEN_IF)
                                                            .response();
                                            synchronized (made) {
                                                made.add(response);
                                            }
                                        }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(made).hasSize(makers);
            assertThat(made).filteredOn(r -> r.createAction() == Create.FILE_CREATED).hasSize(1);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
