package io.onehop.server.handler;

import static io.onehop.server.handler.ServedFixture.created;
import static io.onehop.server.handler.ServedFixture.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.server.handler.ServedFixture.Opening;
import io.onehop.server.open.AccessRules;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.Reply;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CREATE on a thread that must not block. */
class CreateAtOnceTest {
    /** Lets everybody do everything, but looks for a descriptor as the real ones do. */
    private static final AccessRules RULES =
            new AccessRules() {
                @Override
                public int maximalAccess(Identity who, StoredFile file) throws VolumeException {
                    var _ = file.security();
                    return AccessRules.NONE.maximalAccess(who, file);
                }

                @Override
                public int privileged(Identity who, int asked, boolean backupIntent) {
                    return 0;
                }

                @Override
                public byte @Nullable [] descriptorForNew(
                        Identity who,
                        StoredFile parent,
                        boolean directory,
                        byte @Nullable [] requested) {
                    return requested;
                }
            };

    @TempDir Path directory;
    private ServedFixture fixture;
    private Client a;
    private Client b;
    private FileId first;

    @BeforeEach
    void serve() throws VolumeException {
        fixture = new ServedFixture(directory, RULES);
        a = fixture.client();
        b = fixture.client();
        a.close(a.openDirectory("d"));
        first = a.open("d\\f");
        a.write(first, 0, "content");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static NtStatus atOnce(Opening opening) {
        return statusOf(Objects.requireNonNull(opening.sendAtOnce()));
    }

    private static void onlyLater(Opening opening, NtStatus status) {
        assertThat(opening.sendAtOnce()).isNull();
        assertThat(statusOf(opening.send())).isEqualTo(status);
    }

    @Test
    void whatIsOpenIsOpenedAsElse() {
        Opening asking = b.opening("d\\f").context(new CreateContext.QueryOnDiskIdRequest());
        onlyLater(asking, NtStatus.SUCCESS);
        Reply reply =
                b.opening("d\\f")
                        .access(AccessMask.FILE_GENERIC_READ)
                        .context(new CreateContext.QueryMaximalAccessRequest(OptionalLong.empty()))
                        .context(new CreateContext.QueryOnDiskIdRequest())
                        .sendAtOnce();
        Create.Response atOnce = created(Objects.requireNonNull(reply));
        Create.Response later =
                b.opening("d\\f")
                        .access(AccessMask.FILE_GENERIC_READ)
                        .context(new CreateContext.QueryMaximalAccessRequest(OptionalLong.empty()))
                        .context(new CreateContext.QueryOnDiskIdRequest())
                        .response();
        assertThat(atOnce.information()).isEqualTo(later.information());
        assertThat(atOnce.contexts()).isEqualTo(later.contexts());
        assertThat(atOnce.createAction()).isEqualTo(Create.FILE_OPENED);
        assertThat(atOnce.information().endOfFile()).isEqualTo(7);
        assertThat(b.read(atOnce.fileId(), 0, 7)).isEqualTo("content");
        assertThat(a.opening("d\\f").share(0).status()).isEqualTo(NtStatus.SHARING_VIOLATION);
        assertThat(b.close(atOnce.fileId())).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void whatIsRefusedIsRefusedAtOnce() {
        assertThat(atOnce(b.opening("d\\f").share(0))).isEqualTo(NtStatus.SHARING_VIOLATION);
        assertThat(atOnce(b.opening("d\\f").options(Create.FILE_DIRECTORY_FILE)))
                .isEqualTo(NtStatus.NOT_A_DIRECTORY);
        assertThat(atOnce(b.opening("d\\f").access(AccessMask.ACCESS_SYSTEM_SECURITY)))
                .isEqualTo(NtStatus.PRIVILEGE_NOT_HELD);
        int descriptors = fixture.store.openDescriptors();
        a.close(first);
        fixture.advance(TimeUnit.SECONDS.toNanos(1));
        assertThat(fixture.store.openDescriptors()).isLessThan(descriptors);
        assertThat(fixture.volume.openList()).isEmpty();
    }

    @Test
    void whatIsNotOpenOrCalledOtherwiseIsNot() throws IOException {
        onlyLater(b.opening("d\\F"), NtStatus.SUCCESS);
        onlyLater(b.opening("d\\g"), NtStatus.OBJECT_NAME_NOT_FOUND);
        onlyLater(b.opening("d\\f:stream"), NtStatus.OBJECT_NAME_NOT_FOUND);
        Files.delete(directory.resolve("d/f"));
        onlyLater(b.opening("d\\f"), NtStatus.OBJECT_NAME_NOT_FOUND);
        Files.writeString(directory.resolve("d/f"), "of the host");
        onlyLater(b.opening("d\\f"), NtStatus.SUCCESS);
    }

    @Test
    void whatMakesChangesOrCachesIsNot() {
        onlyLater(b.opening("d\\f").oplock(OplockBreak.LEVEL_II), NtStatus.SUCCESS);
        onlyLater(
                b.opening("d\\f").disposition(Create.FILE_CREATE), NtStatus.OBJECT_NAME_COLLISION);
        onlyLater(b.opening("d\\f").disposition(Create.FILE_OVERWRITE), NtStatus.SUCCESS);
        assertThat(b.opening("d\\f").options(Create.FILE_DELETE_ON_CLOSE).sendAtOnce()).isNull();
        onlyLater(
                b.opening("d\\f").context(new CreateContext.DurableHandleRequest()),
                NtStatus.SUCCESS);
    }

    @Test
    void whatMustWaitForOthersIsNot() {
        a.close(first);
        FileId cached = a.opening("d\\f").oplock(OplockBreak.LEVEL_BATCH).id();
        Opening opening = b.opening("d\\f");
        assertThat(b.opening("d\\f").access(AccessMask.FILE_READ_ATTRIBUTES).status())
                .isEqualTo(NtStatus.SUCCESS);
        @Nullable Reply reply = opening.sendAtOnce();
        assertThat(reply).isNull();
        Reply waiting = opening.send();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        assertThat(a.breaks).hasSize(1);
        a.close(cached);
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void whatWasOpenIsLookedAtAtOnce() {
        a.close(first);
        fixture.advance(TimeUnit.SECONDS.toNanos(1));
        int looks = AccessMask.FILE_READ_ATTRIBUTES | AccessMask.SYNCHRONIZE;
        Reply reply = b.opening("d\\f").access(looks).sendAtOnce();
        Create.Response response = created(Objects.requireNonNull(reply));
        assertThat(response.information().endOfFile()).isEqualTo(7);
        FileId data = a.opening("d\\f").id();
        assertThat(a.read(data, 0, 7)).isEqualTo("content");
        assertThat(a.write(data, 7, "!")).isEqualTo(NtStatus.SUCCESS);
        a.close(data);
        b.close(response.fileId());
        fixture.advance(TimeUnit.SECONDS.toNanos(1));
        onlyLater(b.opening("d\\f").access(AccessMask.FILE_READ_DATA), NtStatus.SUCCESS);
    }

    @Test
    void theRootIsOpenedAtOnce() {
        a.close(a.openDirectory(""));
        assertThat(atOnce(b.opening("").options(Create.FILE_DIRECTORY_FILE)))
                .isEqualTo(NtStatus.SUCCESS);
    }
}
