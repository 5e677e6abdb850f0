package io.onehop.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.srvsvc.NetStatus;
import io.onehop.rpc.srvsvc.ServerControl.FileSecurity;
import io.onehop.server.FakeCluster;
import io.onehop.server.handler.Security;
import io.onehop.server.open.FileIds;
import io.onehop.server.open.OpenRuntime;
import io.onehop.server.open.ServedVolume;
import io.onehop.volume.Fence;
import io.onehop.volume.NewFile;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.volume.directory.DirectoryStore;
import io.onehop.volume.directory.Options;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.Ace;
import io.onehop.wire.dtyp.Acl;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.SecurityInformation;
import io.onehop.wire.dtyp.Sid;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit calls serve() first.
class FileSecurityControlTest {
    private static final RpcCaller TESTER = new RpcCaller("", "tester", "", false, true);
    private static final RpcCaller OTHER = new RpcCaller("", "other", "", false, false);
    private static final int PARTS =
            SecurityInformation.OWNER | SecurityInformation.GROUP | SecurityInformation.DACL;

    @TempDir Path directory = Path.of("set by JUnit");
    private ServedVolume volume;
    private FileSecurityControl control;

    @BeforeEach
    void serve() throws VolumeException {
        volume =
                new ServedVolume(
                        "near",
                        1,
                        DirectoryStore.open(directory, Fence.OPEN, Options.labelled("near")),
                        new FileIds(1, 1),
                        OpenRuntime.standard(new Security()));
        volume.volume().create(VolumePath.parse("f"), NewFile.plain(false)).close();
        control = new FileSecurityControl(new FakeCluster(), () -> List.of(volume));
    }

    @AfterEach
    void stop() {
        volume.abandon();
    }

    @Test
    void readsAndSetsInParts() throws Exception {
        Acl dacl = Acl.of(Ace.allow(Sid.ADMINISTRATORS, AccessMask.FILE_ALL_ACCESS, 0));
        byte[] given = SecurityDescriptor.of(null, null, dacl).toBytes();
        assertThat(control.set(TESTER, "NEAR", "\\F", SecurityInformation.DACL, given)).isZero();
        FileSecurity found = control.get(TESTER, "near", "f", PARTS);
        assertThat(found.status()).isZero();
        SecurityDescriptor now = decoded(found);
        assertThat(now.dacl()).isEqualTo(dacl);
        assertThat(now.owner()).isEqualTo(Sid.ADMINISTRATORS);
        FileSecurity part = control.get(TESTER, "near", "f", SecurityInformation.OWNER);
        assertThat(decoded(part).dacl()).isNull();
    }

    @Test
    void needsTheRightsThatAnOpenWouldNeed() {
        Acl reading = Acl.of(Ace.allow(Sid.EVERYONE, AccessMask.READ_CONTROL, 0));
        byte[] given = SecurityDescriptor.of(null, null, reading).toBytes();
        assertThat(control.set(TESTER, "near", "f", SecurityInformation.DACL, given)).isZero();
        assertThat(control.get(OTHER, "near", "f", PARTS).status()).isZero();
        assertThat(control.set(OTHER, "near", "f", SecurityInformation.DACL, given))
                .isEqualTo(NetStatus.ACCESS_DENIED);
        assertThat(control.get(OTHER, "near", "f", SecurityInformation.SACL).status())
                .isEqualTo(NetStatus.ACCESS_DENIED);
        assertThat(control.get(TESTER, "denied", "f", PARTS).status())
                .isEqualTo(NetStatus.ACCESS_DENIED);
        RpcCaller gone = new RpcCaller("", "gone", "", false, true);
        assertThat(control.get(gone, "near", "f", PARTS).status())
                .isEqualTo(NetStatus.ACCESS_DENIED);
        assertThat(control.get(RpcCaller.ANONYMOUS, "near", "f", PARTS).status())
                .isEqualTo(NetStatus.ACCESS_DENIED);
    }

    @Test
    void saysWhatIsNotThere() {
        assertThat(control.get(TESTER, "none", "f", PARTS).status())
                .isEqualTo(NetStatus.NET_NAME_NOT_FOUND);
        assertThat(control.get(TESTER, "near", "none", PARTS).status())
                .isEqualTo(NetStatus.FILE_NOT_FOUND);
        assertThat(control.get(TESTER, "near", "none\\f", PARTS).status())
                .isEqualTo(NetStatus.PATH_NOT_FOUND);
        assertThat(control.get(TESTER, "near", "..\\f", PARTS).status())
                .isEqualTo(NetStatus.INVALID_NAME);
        assertThat(control.get(TESTER, "far", "f", PARTS).status()).isEqualTo(NetStatus.NOT_READY);
        assertThat(control.set(TESTER, "near", "f", SecurityInformation.DACL, new byte[4]))
                .isEqualTo(NetStatus.INVALID_SECURITY_DESCR);
    }

    private static SecurityDescriptor decoded(FileSecurity found) throws Exception {
        return SecurityDescriptor.decode(Objects.requireNonNull(found.descriptor()));
    }
}
