package io.onehop.server.handler;

import static io.onehop.server.handler.ServedFixture.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.server.open.AccessRules;
import io.onehop.server.serve.Identity;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.NtStatus;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What CREATE grants by the rules of the file and of its directory. */
class CreateAccessTest {
    @TempDir Path directory;
    private final Map<String, Integer> allowed = new ConcurrentHashMap<>();
    private int privileged;
    private ServedFixture fixture;
    private Client client;

    /** Rights by path; everything where none are given. */
    private final class Table implements AccessRules {
        @Override
        public int maximalAccess(Identity who, StoredFile file) {
            return allowed.getOrDefault(file.path().toString(), AccessMask.FILE_ALL_ACCESS);
        }

        @Override
        public int privileged(Identity who, int asked, boolean backupIntent) {
            return backupIntent ? privileged : 0;
        }

        @Override
        public byte @Nullable [] descriptorForNew(
                Identity who, StoredFile parent, boolean isDirectory, byte @Nullable [] requested) {
            return requested;
        }
    }

    @BeforeEach
    void serve() throws VolumeException {
        fixture = new ServedFixture(directory, new Table());
        client = fixture.client();
        client.close(client.openDirectory("d"));
        client.close(client.open("d\\f"));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void noMoreIsGrantedThanTheFileAllows() {
        allowed.put("d\\f", AccessMask.FILE_GENERIC_READ);
        allowed.put("d", AccessMask.FILE_GENERIC_READ);
        var writing = client.opening("d\\f").access(AccessMask.GENERIC_WRITE);
        assertThat(writing.status()).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(client.opening("d\\f").access(AccessMask.GENERIC_READ).status())
                .isEqualTo(NtStatus.SUCCESS);
        Create.Response most =
                client.opening("d\\f")
                        .access(AccessMask.MAXIMUM_ALLOWED)
                        .context(new CreateContext.QueryMaximalAccessRequest(OptionalLong.empty()))
                        .response();
        assertThat(most.contexts())
                .contains(
                        new CreateContext.QueryMaximalAccessResponse(
                                NtStatus.SUCCESS, AccessMask.FILE_GENERIC_READ));
        assertThat(client.write(most.fileId(), 0, "x")).isEqualTo(NtStatus.ACCESS_DENIED);
        var overwriting =
                client.opening("d\\f")
                        .access(AccessMask.GENERIC_READ)
                        .disposition(Create.FILE_OVERWRITE);
        assertThat(overwriting.status()).isEqualTo(NtStatus.ACCESS_DENIED);
    }

    @Test
    void aDirectoryMayLetItsFilesBeDeletedAndSeen() {
        allowed.put("d\\f", AccessMask.SYNCHRONIZE);
        allowed.put("d", AccessMask.FILE_DELETE_CHILD | AccessMask.FILE_LIST_DIRECTORY);
        int asked = AccessMask.DELETE | AccessMask.FILE_READ_ATTRIBUTES;
        assertThat(client.opening("d\\f").access(asked).status()).isEqualTo(NtStatus.SUCCESS);
        allowed.put("d", 0);
        assertThat(client.opening("d\\f").access(asked).status()).isEqualTo(NtStatus.ACCESS_DENIED);
    }

    @Test
    void makingNeedsTheRightOfTheDirectoryAndThenGivesAll() {
        allowed.put("d", AccessMask.FILE_ADD_FILE);
        allowed.put("d\\new", 0);
        assertThat(client.opening("d\\new").disposition(Create.FILE_CREATE).status())
                .isEqualTo(NtStatus.SUCCESS);
        var making =
                client.opening("d\\sub")
                        .disposition(Create.FILE_CREATE)
                        .options(Create.FILE_DIRECTORY_FILE);
        assertThat(statusOf(making.send())).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(directory.resolve("d/sub")).doesNotExist();
    }

    @Test
    void backupIntentMakesPrivilegesCount() {
        allowed.put("d\\f", 0);
        allowed.put("d", 0);
        privileged = AccessMask.FILE_GENERIC_READ;
        var reading = client.opening("d\\f").access(AccessMask.GENERIC_READ);
        assertThat(reading.status()).isEqualTo(NtStatus.ACCESS_DENIED);
        reading.options(Create.FILE_OPEN_FOR_BACKUP_INTENT);
        assertThat(reading.status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(reading.access(AccessMask.GENERIC_WRITE).status())
                .isEqualTo(NtStatus.ACCESS_DENIED);
        var making =
                client.opening("d\\restored")
                        .disposition(Create.FILE_CREATE)
                        .options(Create.FILE_OPEN_FOR_BACKUP_INTENT);
        assertThat(making.status()).isEqualTo(NtStatus.ACCESS_DENIED);
        privileged = AccessMask.FILE_GENERIC_WRITE;
        assertThat(making.status()).isEqualTo(NtStatus.SUCCESS);
    }
}
