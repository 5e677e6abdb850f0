package io.onehop.rpc.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.onehop.base.Limits;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.witness.Notification.Address;
import io.onehop.rpc.witness.Notification.MoveKind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Node N1 answers; N2 and N3 are its peers. Shares: "vm" is scale-out and asymmetric, "sym"
 * scale-out only, "plain" neither. Transcripts: what happened, then what was answered.
 */
class WitnessRegistryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String USER = "WG\\tester";

    /** Close to the overflow of the clock, where wrong comparisons show. */
    private long now = Long.MAX_VALUE - 3 * SECOND;

    private long lastCall;
    private long lastKey;
    private WitnessOptions options = WitnessOptions.DEFAULT;
    private WitnessRegistry registry = newRegistry();
    private boolean n2Up = true;
    private boolean n3Up = true;
    private @Nullable String owner = "N2";
    private final List<String> log = new ArrayList<>();

    private WitnessRegistry newRegistry() {
        return new WitnessRegistry(options, () -> new UUID(1, ++lastKey));
    }

    // Interface list: [MS-SWN] 3.1.4.1

    @Test
    void listsEveryAddressAndMarksThoseOfOtherNodes() {
        publish();
        WitnessEffect.Listed listed = (WitnessEffect.Listed) registry.interfaceList(1).getFirst();
        assertThat(listed.response().status()).isZero();
        assertThat(listed.response().interfaces())
                .extracting(InterfaceInfo::groupName, i -> i.address().getHostAddress())
                .containsExactly(
                        tuple("N1", "10.0.0.1"),
                        tuple("N2", "10.0.0.2"),
                        tuple("N2", "10.1.0.2"),
                        tuple("N3", "10.0.0.3"));
        assertThat(listed.response().interfaces())
                .extracting(InterfaceInfo::witness)
                .containsExactly(false, true, true, true);
        assertThat(listed.response().interfaces())
                .allMatch(i -> i.version() == 0x00020000 && i.state() == ResourceState.AVAILABLE);
    }

    @Test
    void refusesTheListWhenThereAreNoInterfaces() {
        WitnessEffect.Listed listed = (WitnessEffect.Listed) registry.interfaceList(1).getFirst();
        assertThat(listed.response().status()).isEqualTo(WitnessStatus.NO_MORE_ITEMS);
    }

    @Test
    void waitsWithTheListUntilAnotherNodeIsAvailable() {
        n2Up = false;
        n3Up = false;
        publish();
        assertThat(registry.interfaceList(7)).isEmpty();
        assertThat(registry.waiterCount()).isEqualTo(1);
        n3Up = true;
        publish();
        assertThat(log).containsExactly("7 list 4");
        assertThat(registry.waiterCount()).isZero();
    }

    @Test
    void forgetsAListThatIsNotWaitedForAnyMore() {
        n2Up = false;
        n3Up = false;
        publish();
        assertThat(registry.interfaceList(7)).isEmpty();
        registry.cancel(7, now);
        n2Up = true;
        publish();
        assertThat(log).isEmpty();
    }

    // Registration: [MS-SWN] 3.1.4.2, 3.1.4.5. The first check that fails decides.

    static Stream<Arguments> registrations() {
        int ok = WitnessStatus.SUCCESS;
        int revision = WitnessStatus.REVISION_MISMATCH;
        int parameter = WitnessStatus.INVALID_PARAMETER;
        int state = WitnessStatus.INVALID_STATE;
        return Stream.of(
                row(false, 0x00010001, "sofs", null, "10.0.0.1", "c", ok),
                row(false, 0x00010001, "SOFS.EXAMPLE.COM", null, "10.1.0.2", "c", ok),
                row(false, 0x00020000, null, null, null, null, revision),
                row(false, 0x00010000, "sofs", null, "10.0.0.1", "c", revision),
                row(false, 0x00010001, null, null, "10.0.0.1", "c", parameter),
                row(false, 0x00010001, "sofs", null, null, "c", parameter),
                row(false, 0x00010001, "sofs", null, "10.0.0.1", null, parameter),
                row(false, 0x00010001, "other", null, "10.9.9.9", "c", parameter),
                row(false, 0x00010001, "sofs", null, "10.9.9.9", "c", state),
                row(false, 0x00010001, "sofs", null, "nonsense", "c", state),
                row(true, 0x00020000, "sofs", "vm", "10.0.0.1", "c", ok),
                row(true, 0x00020000, "sofs", "VM", "10.0.0.1", "c", ok),
                row(true, 0x00020000, "sofs", null, "10.9.9.9", "c", ok),
                row(true, 0x00020000, "sofs", "plain", "10.9.9.9", "c", ok),
                row(true, 0x00010001, null, null, null, null, revision),
                row(true, 0x00020000, null, "vm", "10.0.0.1", "c", parameter),
                row(true, 0x00020000, "sofs", "vm", null, "c", parameter),
                row(true, 0x00020000, "sofs", "vm", "10.0.0.1", null, parameter),
                row(true, 0x00020000, "other", "none", "10.0.0.1", "c", parameter),
                row(true, 0x00020000, "sofs", "none", "10.0.0.1", "c", state),
                row(true, 0x00020000, "sofs", "vm", "10.9.9.9", "c", state),
                row(true, 0x00020000, "x".repeat(300), "vm", "10.0.0.1", "c", parameter));
    }

    private static Arguments row(
            boolean ex,
            int version,
            @Nullable String net,
            @Nullable String share,
            @Nullable String ip,
            @Nullable String client,
            int status) {
        Registrant names = new Registrant(net, share, ip, client);
        return Arguments.of(new Register.Request(ex, version, names, 0, 120), status);
    }

    @ParameterizedTest
    @MethodSource("registrations")
    void checksRegistrationsInOrder(Register.Request request, int status) {
        publish();
        Register.Response response = registry.register(request, 1, USER, now);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.handle().isNull()).isEqualTo(status != WitnessStatus.SUCCESS);
        assertThat(registry.registrations()).hasSize(status == 0 ? 1 : 0);
    }

    @Test
    void refusesAShareNameWhenNoShareCanBeListed() {
        registry.topology(new WitnessTopology(List.of("sofs"), nodes(), List.of()), now);
        assertThat(tryRegister("vm", "10.0.0.1")).isEqualTo(WitnessStatus.INVALID_STATE);
    }

    @Test
    void ignoresTheShareNameWhenNoShareIsScaleOut() {
        List<WitnessTopology.Share> shares =
                List.of(new WitnessTopology.Share("plain", false, false, null));
        registry.topology(new WitnessTopology(List.of("sofs"), nodes(), shares), now);
        assertThat(tryRegister("unknown", "10.9.9.9")).isEqualTo(WitnessStatus.SUCCESS);
    }

    @Test
    void boundsTheRegistrationsOfOneAssociation() {
        publish();
        for (int i = 0; i < Limits.MAX_WITNESS_REGISTRATIONS_PER_ASSOCIATION; i++) {
            register2("vm", "10.0.0.2");
        }
        assertThat(tryRegister("vm", "10.0.0.2")).isEqualTo(WitnessStatus.NO_SYSTEM_RESOURCES);
    }

    // Handles

    @Test
    void answersUnknownHandlesWithCodes() {
        publish();
        ContextHandle unknown = ContextHandle.of(new UUID(9, 9));
        await(unknown);
        assertThat(log).containsExactly("1 error 490");
        assertThat(registry.unregister(unknown, USER).status())
                .isEqualTo(WitnessStatus.INVALID_PARAMETER);
    }

    @Test
    void doesNotKnowTheHandleOfAnotherUser() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.2");
        assertThat(registry.unregister(handle, "WG\\other").status())
                .isEqualTo(WitnessStatus.INVALID_PARAMETER);
        assertThat(registry.registrations()).hasSize(1);
    }

    @Test
    void completesWaitingCallsWhenUnregistered() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.2");
        await(handle);
        await(handle);
        WitnessRegistry.Unregistered result = registry.unregister(handle, USER);
        assertThat(result.status()).isZero();
        record(result.effects());
        assertThat(log).containsExactly("1 error 490", "2 error 490");
        assertThat(registry.registrations()).isEmpty();
        assertThat(registry.waiterCount()).isZero();
    }

    @Test
    void dropsRegistrationsWithTheirAssociation() {
        publish();
        await(register2("vm", "10.0.0.2"));
        record(registry.associationClosed(2));
        assertThat(registry.registrations()).hasSize(1);
        record(registry.associationClosed(1));
        assertThat(registry.registrations()).isEmpty();
        assertThat(log).containsExactly("1 error 490");
    }

    // Timers: [MS-SWN] 3.1.5

    @Test
    void failsAWaitingCallWhenTheKeepAliveHasPassed() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.2");
        await(handle);
        assertThat(registry.nextDeadlineNanos()).isEqualTo(OptionalLong.of(now + 10 * SECOND));
        elapse(10 * SECOND - 1);
        assertThat(log).isEmpty();
        elapse(1);
        assertThat(log).containsExactly("1 error 5b4");
        await(handle);
        elapse(10 * SECOND);
        assertThat(log).containsExactly("1 error 5b4", "2 error 5b4");
        assertThat(registry.registrations()).hasSize(1);
    }

    @Test
    void holdsACallOfVersion1WithoutLimit() {
        publish();
        await(register1("10.0.0.2"));
        elapse(100_000 * SECOND);
        assertThat(log).isEmpty();
        assertThat(registry.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void dropsARegistrationThatIsNotUsed() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.2");
        assertThat(registry.nextDeadlineNanos()).isEqualTo(OptionalLong.of(now + 30 * SECOND));
        elapse(30 * SECOND - 1);
        assertThat(registry.registrations()).hasSize(1);
        elapse(1);
        assertThat(registry.registrations()).isEmpty();
        await(handle);
        assertThat(log).containsExactly("1 error 490");
    }

    @Test
    void countsUnusedTimeFromTheLastAnswer() {
        publish();
        await(register2("vm", "10.0.0.2"));
        elapse(10 * SECOND);
        elapse(30 * SECOND - 1);
        assertThat(registry.registrations()).hasSize(1);
        elapse(1);
        assertThat(registry.registrations()).isEmpty();
    }

    @Test
    void countsUnusedTimeFromACancelledCall() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.2");
        await(handle);
        elapse(5 * SECOND);
        registry.cancel(1, now);
        elapse(30 * SECOND - 1);
        assertThat(registry.registrations()).hasSize(1);
        elapse(1);
        assertThat(registry.registrations()).isEmpty();
        assertThat(log).isEmpty();
    }

    // Share moves

    @Test
    void movesAClientThatRegistersOnAnotherNodeThanTheOwner() {
        publish();
        await(register2("vm", "10.0.0.1"));
        assertThat(log).containsExactly("1 SHARE_MOVE 10.0.0.2/0 10.1.0.2/0");
    }

    @Test
    void leavesAClientThatIsOnTheOwnerAlone() {
        publish();
        await(register2("vm", "10.1.0.2"));
        publish();
        assertThat(log).isEmpty();
    }

    @Test
    void movesNobodyForSharesThatEveryNodeServesAlike() {
        publish();
        await(register2("sym", "10.0.0.1"));
        await(register2("plain", "10.0.0.1"));
        await(register1("10.0.0.1"));
        await(register2(null, "10.0.0.1"));
        owner = "N3";
        publish();
        assertThat(log).isEmpty();
    }

    @Test
    void movesAClientWhenTheOwnerChanges() {
        publish();
        await(register2("vm", "10.0.0.2"));
        owner = "N3";
        publish();
        assertThat(log).containsExactly("1 SHARE_MOVE 10.0.0.3/0");
    }

    @Test
    void keepsOnlyTheLatestShareMove() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.1");
        owner = "N3";
        publish();
        await(handle);
        await(handle);
        assertThat(log).containsExactly("1 SHARE_MOVE 10.0.0.3/0");
    }

    @Test
    void forgetsAShareMoveWhenTheOwnerComesToTheClient() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.1");
        owner = "N1";
        publish();
        await(handle);
        assertThat(log).isEmpty();
    }

    @Test
    void movesNobodyToAnOwnerThatIsDownUntilItIsUp() {
        n2Up = false;
        publish();
        await(register2("vm", "10.0.0.1"));
        assertThat(log).isEmpty();
        n2Up = true;
        publish();
        assertThat(log).containsExactly("1 SHARE_MOVE 10.0.0.2/0 10.1.0.2/0");
    }

    @Test
    void doesNotRepeatAShareMoveWhenNothingHasChanged() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.1");
        await(handle);
        await(handle);
        publish();
        assertThat(log).hasSize(1);
    }

    // The end of moved registrations

    @Test
    void endsARegistrationFiveSecondsAfterAMove() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.1");
        await(handle);
        await(handle);
        elapse(5 * SECOND - 1);
        assertThat(log).hasSize(1);
        elapse(1);
        assertThat(log).last().isEqualTo("2 error 490");
        assertThat(registry.registrations()).isEmpty();
        assertThat(registry.unregister(handle, USER).status())
                .isEqualTo(WitnessStatus.INVALID_PARAMETER);
    }

    // Client moves: [MS-SWN] 3.1.6.2

    @Test
    void movesClientsThatAnAdministratorNames() {
        publish();
        await(register2("vm", "10.0.0.2"));
        await(register1("10.0.0.2"));
        WitnessRegistry.ClientMove move =
                registry.clientMove(r -> r.version() == Register.VERSION_1, "n3", now);
        record(move.effects());
        assertThat(move.registrations()).isEqualTo(1);
        assertThat(log).containsExactly("2 CLIENT_MOVE 10.0.0.3/0");
        assertThat(registry.registrations().get(1).lastNotification())
                .isInstanceOf(Notification.Move.class);
    }

    @Test
    void saysThatAddressesAreOnlineWhenAskedTo() {
        options = new WitnessOptions(true, false, options.unusedTimeout(), options.moveGrace());
        registry = newRegistry();
        publish();
        await(register2("vm", "10.0.0.2"));
        record(registry.clientMove(r -> true, "10.0.0.3", now).effects());
        assertThat(log).containsExactly("1 CLIENT_MOVE 10.0.0.3/8");
    }

    @Test
    void knowsNoUnknownDestination() {
        publish();
        register2("vm", "10.0.0.2");
        assertThat(registry.clientMove(r -> true, "N9", now).status())
                .isEqualTo(WitnessStatus.NOT_FOUND);
    }

    @Test
    void keepsAClientMoveUntilItIsAskedFor() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.2");
        registry.clientMove(r -> true, "N1", now);
        registry.clientMove(r -> true, "N3", now);
        await(handle);
        await(handle);
        assertThat(log).containsExactly("1 CLIENT_MOVE 10.0.0.3/0");
    }

    // Resource changes: [MS-SWN] 3.1.6.1

    @Test
    void tellsOfTheLossOfTheClientsNodeAndEndsTheRegistration() {
        publish();
        ContextHandle handle = register2("sym", "10.1.0.2");
        await(handle);
        n2Up = false;
        publish();
        assertThat(log).containsExactly("1 UNAVAILABLE N2");
        await(handle);
        n2Up = true;
        publish();
        assertThat(log).last().isEqualTo("2 AVAILABLE N2");
        elapse(5 * SECOND);
        assertThat(registry.registrations()).isEmpty();
    }

    @Test
    void tellsOneChangePerAnswer() {
        publish();
        ContextHandle handle = register2("sym", "10.0.0.2");
        n2Up = false;
        publish();
        n2Up = true;
        publish();
        await(handle);
        await(handle);
        assertThat(log).containsExactly("1 UNAVAILABLE N2", "2 AVAILABLE N2");
    }

    @Test
    void tellsAVersion1ClientThatServiceGoesOn() {
        publish();
        ContextHandle handle = register1("10.0.0.2");
        await(handle);
        n2Up = false;
        publish();
        await(handle);
        assertThat(log).containsExactly("1 UNAVAILABLE N2", "2 AVAILABLE sofs");
        elapse(5 * SECOND);
        assertThat(registry.registrations()).isEmpty();
    }

    @Test
    void saysNothingOfOtherNodes() {
        publish();
        await(register2("sym", "10.0.0.2"));
        n3Up = false;
        publish();
        assertThat(log).isEmpty();
    }

    @Test
    void tellsAClientThatRegistersForANodeThatIsDown() {
        n2Up = false;
        publish();
        await(register2("sym", "10.0.0.2"));
        assertThat(log).containsExactly("1 UNAVAILABLE N2");
    }

    @Test
    void tellsOfANodeThatLeftTheCluster() {
        publish();
        await(register2("sym", "10.0.0.3"));
        List<WitnessTopology.Node> left = nodes().subList(0, 2);
        record(registry.topology(new WitnessTopology(List.of("sofs"), left, shares()), now));
        assertThat(log).containsExactly("1 UNAVAILABLE N3");
    }

    @Test
    void boundsTheChangesThatWait() {
        publish();
        ContextHandle handle = register2("sym", "10.0.0.2");
        for (int i = 0; i < 101; i++) {
            n2Up = !n2Up;
            publish();
        }
        for (int i = 0; i < Limits.MAX_WITNESS_PENDING_CHANGES; i++) {
            await(handle);
        }
        assertThat(log).hasSize(Limits.MAX_WITNESS_PENDING_CHANGES);
        assertThat(log).last().asString().endsWith("UNAVAILABLE N2");
        await(handle);
        assertThat(registry.waiterCount()).isEqualTo(1);
    }

    // Address changes and order

    @Test
    void tellsOfAddressesToThoseWhoWantIt() {
        publish();
        await(register(Register.FLAG_IP_NOTIFICATION, "sym", "10.0.0.1"));
        await(register2("sym", "10.0.0.1"));
        n3Up = false;
        publish();
        assertThat(log).containsExactly("1 IP_CHANGE 10.0.0.3/16");
        assertThat(registry.registrations()).hasSize(2);
    }

    @Test
    void tellsInTheOrderOfTheSpecification() {
        publish();
        ContextHandle handle = register(Register.FLAG_IP_NOTIFICATION, "vm", "10.0.0.2");
        owner = "N3";
        n2Up = false;
        publish();
        registry.clientMove(r -> true, "N1", now);
        for (int i = 0; i < 5; i++) {
            await(handle);
        }
        assertThat(log)
                .containsExactly(
                        "1 UNAVAILABLE N2",
                        "2 CLIENT_MOVE 10.0.0.1/0",
                        "3 SHARE_MOVE 10.0.0.3/0",
                        "4 IP_CHANGE 10.0.0.2/16 10.1.0.2/16");
    }

    @Test
    void boundsTheCallsThatWaitOnOneRegistration() {
        publish();
        ContextHandle handle = register2("vm", "10.0.0.2");
        for (int i = 0; i <= Limits.MAX_WITNESS_WAITERS_PER_REGISTRATION; i++) {
            await(handle);
        }
        assertThat(log).containsExactly("9 error 5aa");
    }

    private void publish() {
        record(
                registry.topology(
                        new WitnessTopology(List.of("sofs", "sofs.example.com"), nodes(), shares()),
                        now));
    }

    private List<WitnessTopology.Node> nodes() {
        return List.of(
                node("n1.example.com", true, true, "10.0.0.1"),
                node("N2", n2Up, false, "10.0.0.2", "10.1.0.2"),
                node("N3", n3Up, false, "10.0.0.3"));
    }

    private List<WitnessTopology.Share> shares() {
        return List.of(
                new WitnessTopology.Share("vm", true, true, owner),
                new WitnessTopology.Share("sym", true, false, owner),
                new WitnessTopology.Share("plain", false, false, null));
    }

    private static WitnessTopology.Node node(
            String name, boolean up, boolean local, String... addresses) {
        return new WitnessTopology.Node(
                name, Stream.of(addresses).map(InetAddress::ofLiteral).toList(), up, local);
    }

    private ContextHandle register1(String ip) {
        Registrant names = new Registrant("sofs", null, ip, "client");
        return done(new Register.Request(false, Register.VERSION_1, names, 0, 0));
    }

    private ContextHandle register2(@Nullable String share, String ip) {
        return register(0, share, ip);
    }

    private ContextHandle register(int flags, @Nullable String share, String ip) {
        Registrant names = new Registrant("sofs", share, ip, "client");
        return done(new Register.Request(true, Register.VERSION_2, names, flags, 10));
    }

    private int tryRegister(String share, String ip) {
        Registrant names = new Registrant("sofs", share, ip, "client");
        Register.Request request = new Register.Request(true, Register.VERSION_2, names, 0, 10);
        return registry.register(request, 1, USER, now).status();
    }

    private ContextHandle done(Register.Request request) {
        Register.Response response = registry.register(request, 1, USER, now);
        assertThat(response.status()).isZero();
        return response.handle();
    }

    private void await(ContextHandle handle) {
        record(registry.asyncNotify(++lastCall, handle, USER, now));
    }

    private void elapse(long nanos) {
        now += nanos;
        record(registry.onTimer(now));
    }

    private void record(List<WitnessEffect> effects) {
        for (WitnessEffect effect : effects) {
            log.add(effect.callId() + " " + text(effect));
        }
    }

    private static String text(WitnessEffect effect) {
        return switch (effect) {
            case WitnessEffect.Listed listed -> "list " + listed.response().interfaces().size();
            case WitnessEffect.Notified notified -> {
                Notification notification = notified.response().notification();
                if (notification == null) {
                    yield "error " + Integer.toHexString(notified.response().status());
                }
                yield text(notification);
            }
        };
    }

    private static String text(Notification notification) {
        return switch (notification) {
            case Notification.ResourceChange change -> {
                assertThat(change.changes()).hasSize(1);
                Notification.Change only = change.changes().getFirst();
                yield only.state() + " " + only.resourceName();
            }
            case Notification.Move move -> {
                MoveKind kind = move.kind();
                StringBuilder text = new StringBuilder(kind.toString());
                for (Address address : move.addresses()) {
                    text.append(' ').append(address.address().getHostAddress());
                    text.append('/').append(address.flags());
                }
                yield text.toString();
            }
        };
    }
}
