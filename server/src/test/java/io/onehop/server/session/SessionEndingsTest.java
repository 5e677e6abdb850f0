package io.onehop.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.TimeSource;
import io.onehop.server.FakeBackends;
import io.onehop.server.serve.ClientInfo;
import io.onehop.server.serve.Identity;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.crypto.SigningAlgorithm;
import io.onehop.wire.smb2.Dialect;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a session leaves open for a moment when it has ended. */
class SessionEndingsTest {
    private static final Identity USER =
            new Identity("user", "", "S-1-5-21-1-2-3-4", Set.of(), false);
    private static final Identity OTHER =
            new Identity("other", "", "S-1-5-21-1-2-3-5", Set.of(), false);

    private final FakeBackends backends = new FakeBackends();
    private final SessionTable table = new SessionTable(backends, TimeSource.SYSTEM, new Random(1));

    private Session session() {
        return session(1);
    }

    private Session session(long id) {
        Signer signer = new Signer(SigningAlgorithm.HMAC_SHA256, new byte[16]);
        Session made =
                new Session(
                        id,
                        USER,
                        new ClientInfo(new UUID(5, 6), Dialect.SMB_3_1_1, 0, "a:1", "c", "n1"),
                        new Protection(false, false, signer, null, null, null),
                        table);
        table.add(made);
        return made;
    }

    @Test
    void thereIsNothingToWaitForBesideASessionThatLives() {
        Session first = session();
        assertThat(table.isAlone(first)).isTrue();
        Session second = session(2);
        assertThat(table.isAlone(first)).as("the second's end may not have been read").isFalse();
        assertThat(table.endings(USER)).isDone();
        second.close();
        assertThat(table.isAlone(first)).isTrue();
    }

    @Test
    void theNextSessionOfTheUserWaitsForWhatIsStillOpen() {
        backends.closing = new CompletableFuture<>();
        session().close();
        assertThat(table.session(1)).isNull();
        CompletableFuture<Void> waits = table.endings(USER);
        assertThat(table.isAlone(session(2))).isFalse();
        assertThat(waits).isNotDone();
        assertThat(table.endings(OTHER)).isDone();
        backends.closing.complete(null);
        assertThat(waits).isDone();
        assertThat(table.endings(USER)).isDone();
    }

    @Test
    void soItDoesForOneThatWasRevoked() {
        backends.closing = new CompletableFuture<>();
        session().revoke();
        assertThat(table.endings(USER)).isNotDone();
        backends.closing.complete(null);
        assertThat(table.endings(USER)).isDone();
    }

    @Test
    void aDiskThatDoesNotAnswerKeepsNobodyFromLoggingOn() {
        backends.closing = new CompletableFuture<>();
        session().close();
        table.endings(USER).join();
        assertThat(backends.closing).isNotDone();
    }
}
