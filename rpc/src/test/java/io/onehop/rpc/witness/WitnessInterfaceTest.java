package io.onehop.rpc.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.TimeSource;
import io.onehop.rpc.FaultStatus;
import io.onehop.rpc.Loopback;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.wire.MalformedMessageException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The witness behind a connection, with real authentication and packets. */
class WitnessInterfaceTest {
    private static final long SECOND = 1_000_000_000L;

    private long now;
    private final TimeSource time =
            new TimeSource() {
                @Override
                public long nanos() {
                    return now;
                }

                @Override
                public Instant now() {
                    return Instant.EPOCH.plusNanos(now);
                }
            };
    private final WitnessInterface witness = new WitnessInterface(WitnessOptions.DEFAULT, time);
    private final Loopback loop = connect(AuthLevel.INTEGRITY);

    @Test
    void unregistersWhileANotificationIsAwaited() throws MalformedMessageException {
        publish("N1");
        ContextHandle handle = register();
        CompletableFuture<byte[]> pending = notifyCall(handle);
        assertThat(pending).isNotCompleted();
        byte[] stub = new UnRegister.Request(handle).encode();
        CompletableFuture<byte[]> unregistered = loop.call(UnRegister.OPNUM, stub);
        assertThat(unregistered).isCompleted();
        assertThat(UnRegister.Response.decode(new NdrReader(unregistered.join())).status())
                .isZero();
        assertThat(answer(pending).status()).isEqualTo(WitnessStatus.NOT_FOUND);
    }

    @Test
    void deliversMovesToWaitingClients() throws MalformedMessageException {
        publish("N1");
        CompletableFuture<byte[]> pending = notifyCall(register());
        assertThat(witness.clientMove("client*", "N2")).isEqualTo(1);
        loop.run();
        assertThat(answer(pending).notification())
                .isEqualTo(
                        new Notification.Move(
                                Notification.MoveKind.CLIENT_MOVE,
                                List.of(
                                        new Notification.Address(
                                                InetAddress.ofLiteral("10.0.0.2"), 0))));
        assertThat(witness.clientMove("client*", "N7")).isEqualTo(-1);
        assertThat(witness.registrations().getFirst().names().clientComputerName())
                .isEqualTo("client1");
    }

    @Test
    void followsTheOwnerOfTheShare() throws MalformedMessageException {
        publish("N1");
        CompletableFuture<byte[]> pending = notifyCall(register());
        publish("N2");
        loop.run();
        assertThat(answer(pending).notification()).isInstanceOf(Notification.Move.class);
    }

    @Test
    void timesOutByItsClock() throws MalformedMessageException {
        publish("N1");
        CompletableFuture<byte[]> pending = notifyCall(register());
        now += 120 * SECOND;
        assertThat(witness.nextDeadlineNanos()).hasValue(now);
        witness.onTimer();
        loop.run();
        assertThat(answer(pending).status()).isEqualTo(WitnessStatus.TIMEOUT);
    }

    @Test
    void dropsRegistrationsWhenTheClientIsGone() throws MalformedMessageException {
        publish("N1");
        CompletableFuture<byte[]> pending = notifyCall(register());
        loop.server.onClosed();
        assertThat(witness.registrations()).isEmpty();
        assertThat(pending).isNotCompleted();
    }

    @Test
    void answersTheInterfaceListWhenAPeerComes() throws MalformedMessageException {
        witness.topology(topology("N1", false));
        CompletableFuture<byte[]> pending = loop.call(GetInterfaceList.OPNUM, new byte[0]);
        assertThat(pending).isNotCompleted();
        witness.topology(topology("N1", true));
        loop.run();
        assertThat(GetInterfaceList.Response.decode(new NdrReader(pending.join())).interfaces())
                .hasSize(2);
    }

    @Test
    void deniesCallsThatAreNotSigned() {
        publish("N1");
        Loopback weak = connect(AuthLevel.CONNECT);
        assertFault(weak.call(GetInterfaceList.OPNUM, new byte[0]), FaultStatus.ACCESS_DENIED);
        Loopback anonymous = new Loopback(Loopback.service(witness), WitnessInterface.SYNTAX, null);
        assertThat(anonymous.bind()).isCompleted();
        assertFault(anonymous.call(GetInterfaceList.OPNUM, new byte[0]), FaultStatus.ACCESS_DENIED);
    }

    @Test
    void servesUnRegisterExOnlyWhenAskedTo() throws MalformedMessageException {
        publish("N1");
        byte[] stub = new UnRegister.Request(register()).encode();
        assertFault(loop.call(UnRegister.OPNUM_EX, stub), FaultStatus.OP_RANGE_ERROR);
        WitnessOptions d = WitnessOptions.DEFAULT;
        WitnessInterface newer =
                new WitnessInterface(
                        new WitnessOptions(false, true, d.unusedTimeout(), d.moveGrace()), time);
        newer.topology(topology("N1", true));
        Loopback other =
                new Loopback(
                        Loopback.service(newer),
                        WitnessInterface.SYNTAX,
                        Loopback.credentials(AuthLevel.PRIVACY, "Passw0rd!"));
        assertThat(other.bind()).isCompleted();
        byte[] registered = other.call(Register.OPNUM_EX, request().encode()).join();
        ContextHandle handle = Register.Response.decode(new NdrReader(registered)).handle();
        byte[] left =
                other.call(UnRegister.OPNUM_EX, new UnRegister.Request(handle).encode()).join();
        assertThat(UnRegister.ResponseEx.decode(new NdrReader(left)))
                .isEqualTo(new UnRegister.ResponseEx(ContextHandle.NULL, 0));
    }

    private Loopback connect(AuthLevel level) {
        Loopback connection =
                new Loopback(
                        Loopback.service(witness),
                        WitnessInterface.SYNTAX,
                        Loopback.credentials(level, "Passw0rd!"));
        assertThat(connection.bind()).isCompleted();
        return connection;
    }

    private void publish(String owner) {
        witness.topology(topology(owner, true));
    }

    private static WitnessTopology topology(String owner, boolean n2Up) {
        return new WitnessTopology(
                List.of("sofs"),
                List.of(
                        new WitnessTopology.Node(
                                "N1", List.of(InetAddress.ofLiteral("10.0.0.1")), true, true),
                        new WitnessTopology.Node(
                                "N2", List.of(InetAddress.ofLiteral("10.0.0.2")), n2Up, false)),
                List.of(new WitnessTopology.Share("vm", true, true, owner)));
    }

    private static Register.Request request() {
        return new Register.Request(
                true,
                Register.VERSION_2,
                new Registrant("SOFS", "vm", "10.0.0.1", "client1"),
                0,
                120);
    }

    private ContextHandle register() throws MalformedMessageException {
        byte[] answer = loop.call(Register.OPNUM_EX, request().encode()).join();
        Register.Response response = Register.Response.decode(new NdrReader(answer));
        assertThat(response.status()).isZero();
        return response.handle();
    }

    private CompletableFuture<byte[]> notifyCall(ContextHandle handle) {
        return loop.call(AsyncNotify.OPNUM, new AsyncNotify.Request(handle).encode());
    }

    private static AsyncNotify.Response answer(CompletableFuture<byte[]> call)
            throws MalformedMessageException {
        assertThat(call).isCompleted();
        return AsyncNotify.Response.decode(new NdrReader(call.join()));
    }

    private static void assertFault(CompletableFuture<byte[]> call, int status) {
        assertThat(call).isCompletedExceptionally();
        assertThat(((RpcFaultException) call.exceptionNow()).status()).isEqualTo(status);
    }
}
