package io.onehop.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.serve.Identity;
import io.onehop.volume.Fence;
import io.onehop.volume.NewFile;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.volume.directory.DirectoryStore;
import io.onehop.volume.directory.Options;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.Ace;
import io.onehop.wire.dtyp.Acl;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.Sid;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and those who do not say who they are. */
class AnonymousAccessTest {
    private static final int FULL = AccessMask.FILE_ALL_ACCESS;

    @TempDir Path directory;

    @Test
    void noListGivesThemAnything() throws VolumeException {
        Acl dacl = Acl.of(Ace.allow(Sid.EVERYONE, FULL, 0), Ace.allow(Sid.ANONYMOUS, FULL, 0));
        byte[] given = SecurityDescriptor.of(Sid.ANONYMOUS, Sid.ANONYMOUS, dacl).toBytes();
        Identity user = new Identity("user", "", "S-1-5-21-1-2-3-4", Set.of("S-1-1-0"), false);
        try (DirectoryStore store =
                        DirectoryStore.open(directory, Fence.OPEN, Options.labelled("a"));
                StoredFile file = store.create(VolumePath.parse("f"), NewFile.plain(false))) {
            file.setSecurity(given);
            Security rules = new Security();
            assertThat(rules.maximalAccess(user, file) & FULL).isEqualTo(FULL);
            assertThat(rules.maximalAccess(Identity.ANONYMOUS, file)).isZero();
        }
    }
}
