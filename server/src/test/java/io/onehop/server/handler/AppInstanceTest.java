package io.onehop.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.server.handler.ServedFixture.Opening;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** [MS-SMB2] 3.3.5.9.13 */
class AppInstanceTest extends TwoClients {
    private static final UUID APP = new UUID(1, 2);

    private static Opening alone(Client client, String name, UUID app) {
        return client.opening(name)
                .disposition(Create.FILE_OPEN_IF)
                .share(0)
                .oplock(OplockBreak.LEVEL_BATCH)
                .context(new CreateContext.AppInstanceId(app));
    }

    private static Opening alone(Client client, long high, long low) {
        return alone(client, "f", APP).context(new CreateContext.AppInstanceVersion(high, low));
    }

    @Test
    void anApplicationTakesItsFileToAnotherClient() {
        FileId id = alone(a, "f", APP).id();
        assertThat(alone(b, "f", APP).status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.breaks).as("nobody is asked").isEmpty();
        assertThat(a.close(id)).isEqualTo(NtStatus.FILE_CLOSED);
    }

    @Test
    void otherFilesAndOtherApplicationsAreLeftAlone() {
        FileId other = alone(a, "g", APP).id();
        FileId another = alone(a, "h", new UUID(7, 7)).id();
        alone(b, "f", APP).id();
        alone(b, "h2", new UUID(7, 7)).id();
        assertThat(a.close(other)).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.close(another)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void theSameClientDoesNotTakeFromItself() {
        FileId id = alone(a, "f", APP).id();
        assertThat(alone(a.again(), "f", APP).send()).isNotNull();
        assertThat(a.breaks).hasSize(1);
        assertThat(a.close(id)).isEqualTo(NtStatus.SUCCESS);
    }

    @Test
    void anOlderOneDoesNotTakeFromANewerOne() {
        FileId id = alone(a, 2, -1).id();
        assertThat(alone(b, 1, 5).status()).isEqualTo(NtStatus.FILE_FORCED_CLOSED);
        assertThat(alone(b, 2, -1).status()).isEqualTo(NtStatus.FILE_FORCED_CLOSED);
        assertThat(alone(b, 2, 5).status()).as("unsigned").isEqualTo(NtStatus.FILE_FORCED_CLOSED);
        assertThat(alone(b, "f", APP).status()).isEqualTo(NtStatus.FILE_FORCED_CLOSED);
        assertThat(alone(b, -1, 0).status()).isEqualTo(NtStatus.SUCCESS);
        assertThat(a.close(id)).isEqualTo(NtStatus.FILE_CLOSED);
    }
}
