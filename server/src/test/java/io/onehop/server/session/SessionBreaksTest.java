package io.onehop.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import io.onehop.base.TimeSource;
import io.onehop.server.FakeBackends;
import io.onehop.server.serve.ClientInfo;
import io.onehop.server.serve.Identity;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.crypto.SigningAlgorithm;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.Response;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Breaks on channels that do not get through. [MS-SMB2] 3.3.4.6, 3.3.4.7 */
class SessionBreaksTest {
    private static final Response OPLOCK = new OplockBreak.Notification(1, new FileId(1, 2));
    private static final Response LEASE =
            new OplockBreak.LeaseNotification(1, 1, new UUID(3, 4), 3, 1);

    private long nanos;
    private final SessionTable table =
            new SessionTable(
                    new FakeBackends(),
                    new TimeSource() {
                        @Override
                        public long nanos() {
                            return nanos;
                        }

                        @Override
                        public Instant now() {
                            return Instant.EPOCH;
                        }
                    },
                    new Random(1));
    private final Session session = session(1);

    private Session session(long id) {
        Signer signer = new Signer(SigningAlgorithm.HMAC_SHA256, new byte[16]);
        Session made =
                new Session(
                        id,
                        new Identity("user", "", "S-1-5-21-1-2-3-4", Set.of(), false),
                        new ClientInfo(new UUID(5, 6), Dialect.SMB_3_1_1, 0, "a:1", "c", "n1"),
                        new Protection(false, false, signer, null, null, null),
                        table);
        table.add(made);
        return made;
    }

    private FakeLink channel(Session of, long id) {
        FakeLink link = new FakeLink(id);
        assertThat(of.addChannel(link, of.protection().signer())).isNotNull();
        return link;
    }

    @Test
    void aStalledChannelIsGivenUpForAnother() {
        FakeLink first = channel(session, 1);
        FakeLink second = channel(session, 2);
        assertThat(session.sendBreak(OPLOCK, () -> {})).isTrue();
        assertThat(first.sent).isEqualTo(OPLOCK);
        first.stall();
        assertThat(second.sent).isEqualTo(OPLOCK);
        assertThat(first.open).isFalse();
        second.stall();
        assertThat(second.open).as("there is no other").isTrue();
    }

    @Test
    void whatTheClientHasAcknowledgedIsNotSentAgain() {
        FakeLink first = channel(session, 1);
        FakeLink second = channel(session, 2);
        session.acknowledged(new OplockBreak.LeaseAcknowledgment(0, new UUID(3, 4), 1));
        assertThat(session.sendBreak(LEASE, () -> {})).isTrue();
        first.open = false;
        first.stall();
        assertThat(second.sent).as("an earlier one was acknowledged").isEqualTo(LEASE);
        first.open = true;
        second.sent = null;
        assertThat(session.sendBreak(LEASE, () -> {})).isTrue();
        session.acknowledged(new OplockBreak.LeaseAcknowledgment(0, new UUID(3, 4), 1));
        first.open = false;
        first.stall();
        assertThat(second.sent).isNull();
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotSentAgain() {
        FakeLink first = channel(session, 1);
        FakeLink second = channel(session, 2);
        FakeLink third = channel(session, 3);
        assertThat(session.sendBreak(LEASE, () -> {})).isTrue();
        nanos += Limits.BREAK_TIMEOUT_NANOS - 1;
        first.stall();
        assertThat(second.sent).isEqualTo(LEASE);
        nanos++;
        second.stall();
        assertThat(third.sent).isNull();
        assertThat(second.open).isTrue();
    }

    @Test
    void whatNeedsNoAnswerIsSentHoweverLate() {
        FakeLink first = channel(session, 1);
        FakeLink second = channel(session, 2);
        Response told = new OplockBreak.LeaseNotification(1, 0, new UUID(3, 4), 1, 0);
        for (Response notification : new Response[] {told, OPLOCK}) {
            first.open = true;
            assertThat(session.sendBreak(notification, () -> {})).isTrue();
            nanos += Limits.BREAK_TIMEOUT_NANOS;
            first.stall();
            assertThat(second.sent).isEqualTo(notification);
        }
    }

    @Test
    void anAcknowledgmentIsOfOneOpenOrLeaseOfOneClient() {
        FakeLink first = channel(session, 1);
        FakeLink second = channel(session, 2);
        assertThat(session.sendBreak(OPLOCK, () -> {})).isTrue();
        session.acknowledged(new OplockBreak.Acknowledgment(0, new FileId(1, 3)));
        session.acknowledged(new OplockBreak.LeaseAcknowledgment(0, new UUID(3, 4), 1));
        first.stall();
        assertThat(second.sent).isEqualTo(OPLOCK);
    }

    @Test
    void theOnlyChannelOfAnotherSessionIsLeftAlone() {
        FakeLink other = channel(session(2), 1);
        FakeLink own = channel(session, 2);
        assertThat(session.sendBreak(LEASE, () -> {})).isTrue();
        assertThat(other.sent).isEqualTo(LEASE);
        other.stall();
        assertThat(own.sent).isEqualTo(LEASE);
        assertThat(other.open).isTrue();
    }

    private static final class FakeLink implements SessionLink {
        private final long id;
        boolean open = true;
        @Nullable Response sent;
        private Runnable lost = () -> {};

        FakeLink(long id) {
            this.id = id;
        }

        /** What was sent does not get through. */
        void stall() {
            lost.run();
        }

        @Override
        public long connectionId() {
            return id;
        }

        @Override
        public String remote() {
            return "link " + id;
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("remote", 1);
        }

        @Override
        public InetSocketAddress localAddress() {
            return InetSocketAddress.createUnresolved("local", 1);
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void sendBreak(
                @Nullable Session of, Response notification, Runnable whenLost, Runnable whenSent) {
            whenSent.run();
            sent = notification;
            lost = whenLost;
        }

        @Override
        public void forget(Session of) {}

        @Override
        public void forget(TreeConnect tree) {}

        @Override
        public void close() {
            open = false;
        }

        @Override
        public void abort() {
            open = false;
        }
    }
}
