package io.onehop.server.handler;

import static io.onehop.server.handler.ServedFixture.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.cluster.state.ShareState;
import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.server.handler.ServedFixture.Opening;
import io.onehop.server.open.AfterAnswer;
import io.onehop.server.open.Open;
import io.onehop.server.open.OpenFiles;
import io.onehop.volume.VolumePath;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DirectoryLeaseTest extends TwoClients {
    private static final int R = 1;
    private static final int RH = 3;
    private static final int RWH = 7;
    private static final UUID NONE = new UUID(0, 0);
    private static final UUID OF_DIRECTORY = new UUID(1, 1);
    private static final UUID OF_FILE = new UUID(2, 2);

    private static Opening leasedDirectory(Client client, String name, int state) {
        return client.opening(name)
                .access(ServedFixture.EVERYTHING & ~AccessMask.DELETE)
                .disposition(Create.FILE_OPEN_IF)
                .options(Create.FILE_DIRECTORY_FILE)
                .oplock(OplockBreak.LEVEL_LEASE)
                .context(new CreateContext.LeaseV2(OF_DIRECTORY, state, 0, NONE, 4));
    }

    private static Opening below(Client client, String name, UUID parentKey) {
        return client.opening(name)
                .disposition(Create.FILE_OPEN_IF)
                .oplock(OplockBreak.LEVEL_LEASE)
                .context(
                        new CreateContext.LeaseV2(
                                OF_FILE,
                                RH,
                                CreateContext.LEASE_FLAG_PARENT_LEASE_KEY_SET,
                                parentKey,
                                0));
    }

    private static OplockBreak.LeaseNotification told(int epoch) {
        return new OplockBreak.LeaseNotification(epoch, 1, OF_DIRECTORY, RH, 0);
    }

    private void acknowledge() {
        assertThat(statusOf(a.send(new OplockBreak.LeaseAcknowledgment(0, OF_DIRECTORY, 0))))
                .isEqualTo(NtStatus.SUCCESS);
        a.breaks.clear();
    }

    @Test
    void aDirectoryIsCachedForReadingAndItsHandleButNeverForWriting() {
        assertThat(leasedDirectory(a, "d", RWH).response().contexts())
                .containsExactly(new CreateContext.LeaseV2(OF_DIRECTORY, RH, 0, NONE, 5));
    }

    @Test
    void oplocksAndLeasesOfTheFirstVersionAreNotForDirectories() {
        Create.Response batch =
                a.opening("d")
                        .disposition(Create.FILE_CREATE)
                        .options(Create.FILE_DIRECTORY_FILE)
                        .oplock(OplockBreak.LEVEL_BATCH)
                        .response();
        assertThat(batch.oplockLevel()).isEqualTo(OplockBreak.LEVEL_NONE);
        Create.Response first =
                a.opening("d")
                        .oplock(OplockBreak.LEVEL_LEASE)
                        .context(new CreateContext.Lease(OF_DIRECTORY, RH, 0))
                        .response();
        assertThat(first.oplockLevel()).isEqualTo(OplockBreak.LEVEL_NONE);
        assertThat(first.contexts()).isEmpty();
    }

    @Test
    void scaleOutSharesLeaseNoDirectories() {
        Client s = fixture.client(ShareState.Kind.SCALE_OUT);
        assertThat(leasedDirectory(s, "d", RH).response().oplockLevel())
                .isEqualTo(OplockBreak.LEVEL_NONE);
    }

    @Test
    void whoComesAndGoesBelowBreaksItUnlessItNamesTheLease() {
        leasedDirectory(a, "d", RH).id();
        FileId known = below(b, "d\\f", OF_DIRECTORY).id();
        assertThat(a.breaks).isEmpty();
        b.close(known);
        b.close(below(b, "d\\g", new UUID(9, 9)).id());
        assertThat(a.breaks).containsExactly(told(6));
        acknowledge();
        b.close(b.opening("d\\f").id());
        assertThat(a.breaks).as("nothing is cached any more").isEmpty();
        leasedDirectory(a, "d", RH).id();
        FileId deleting = b.opening("d\\f").options(Create.FILE_DELETE_ON_CLOSE).id();
        assertThat(a.breaks).isEmpty();
        b.close(deleting);
        assertThat(a.breaks).containsExactly(told(8));
    }

    @Test
    void whoDeletesForAnotherOpenDoesNotKnowOfIt() {
        leasedDirectory(a, "d", RH).id();
        FileId wants = below(b, "d\\f", OF_DIRECTORY).options(Create.FILE_DELETE_ON_CLOSE).id();
        FileId last =
                b.opening("d\\f")
                        .oplock(OplockBreak.LEVEL_LEASE)
                        .context(
                                new CreateContext.LeaseV2(
                                        new UUID(3, 3),
                                        R,
                                        CreateContext.LEASE_FLAG_PARENT_LEASE_KEY_SET,
                                        OF_DIRECTORY,
                                        0))
                        .id();
        b.close(wants);
        assertThat(a.breaks).isEmpty();
        b.close(last);
        assertThat(a.breaks).containsExactly(told(6));
    }

    @Test
    void whatIsWrittenShowsInTheDirectoryWhenTheFileIsClosed() {
        a.openDirectory("d");
        FileId file = b.open("d\\f");
        leasedDirectory(a, "d", RH).id();
        assertThat(b.write(file, 0, "x")).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.breaks).isEmpty();
        b.close(file);
        assertThat(a.breaks).containsExactly(told(6));
    }

    @Test
    void anOverwriteBreaksIt() {
        a.openDirectory("d");
        b.close(b.open("d\\f"));
        leasedDirectory(a, "d", RH).id();
        b.close(b.opening("d\\f").disposition(Create.FILE_OVERWRITE).id());
        assertThat(a.breaks).containsExactly(told(6));
    }

    @Test
    void aSharingViolationAsksThatTheHandleIsClosed() {
        FileId held = leasedDirectory(a, "d", RH).share(0).id();
        var waiting = b.opening("d").send();
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.PENDING);
        assertThat(a.breaks)
                .containsExactly(new OplockBreak.LeaseNotification(6, 1, OF_DIRECTORY, RH, R));
        a.close(held);
        assertThat(statusOf(waiting)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void aRenameBreaksTheDirectoryItLeavesAndTheOneItEnters() throws Exception {
        Client c = fixture.client();
        leasedDirectory(a, "d", RH).id();
        leasedDirectory(c, "e", RH).id();
        Open moving = b.session.open(b.open("d\\f"), b.tree);
        acknowledge();
        leasedDirectory(a, "d", RH).id();
        OpenFiles.rename(moving, VolumePath.parse("e\\g"), false);
        assertThat(a.breaks).containsExactly(told(8));
        assertThat(c.breaks).containsExactly(told(6));
    }

    @Test
    void aRenamedDirectoryIsStillFound() throws Exception {
        leasedDirectory(a, "d", R).id();
        Open moving = b.session.open(b.openDirectory("d"), b.tree);
        OpenFiles.rename(moving, VolumePath.parse("e"), false);
        b.open("e\\f");
        assertThat(a.breaks)
                .containsExactly(new OplockBreak.LeaseNotification(6, 0, OF_DIRECTORY, R, 0));
    }

    @Test
    void itsHoldersAreToldAfterTheAnswer() {
        leasedDirectory(a, "d", RH).id();
        AfterAnswer.of(
                () -> {
                    b.open("d\\f");
                    assertThat(a.breaks).isEmpty();
                });
        assertThat(a.breaks).containsExactly(told(6));
    }
}
