package io.onehop.rpc.fsrvp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.base.TimeSource;
import io.onehop.rpc.CallContext;
import io.onehop.rpc.FaultStatus;
import io.onehop.rpc.Loopback;
import io.onehop.rpc.Mutations;
import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.RpcPeer;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.wire.MalformedMessageException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One share, vm, and callers who may or may not. */
class FileServerVssAgentTest {
    private static final int SET_CONTEXT = 1;
    private static final int START = 2;
    private static final int ADD = 3;
    private static final int ABORT = 7;
    private static final int SUPPORTED = 8;
    private static final int SHADOW_COPIED = 9;
    private static final int GET_MAPPING = 10;
    private static final int DELETE_MAPPING = 11;
    private static final int METHODS = 13;

    private static final UUID ID = new UUID(5, 5);
    private static final UUID NULL = FssRequest.NULL_ID;
    private static final CallContext ADMINISTRATOR = caller("10.0.0.1", AuthLevel.INTEGRITY, true);

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
    private final FileServerVssAgent agent = new FileServerVssAgent("vm"::equalsIgnoreCase, time);

    private static CallContext caller(String address, AuthLevel level, boolean administrator) {
        RpcCaller caller =
                new RpcCaller("WG", "tester", "S-1-5-21-1-2-3-1000", false, administrator);
        InetSocketAddress remote = new InetSocketAddress(InetAddress.ofLiteral(address), 1024);
        return new CallContext(
                1, 1, level, caller, new RpcPeer(Loopback.PEER.local(), remote, null));
    }

    private NdrReader call(CallContext context, int opnum, NdrWriter stub)
            throws MalformedMessageException, RpcFaultException {
        return new NdrReader(agent.call(opnum, new NdrReader(stub.toBytes()), context).join());
    }

    /** For methods that give nothing but a status. */
    private int status(int opnum, NdrWriter stub)
            throws MalformedMessageException, RpcFaultException {
        return status(ADMINISTRATOR, opnum, stub);
    }

    private int status(CallContext context, int opnum, NdrWriter stub)
            throws MalformedMessageException, RpcFaultException {
        NdrReader answer = call(context, opnum, stub);
        int status = answer.i32();
        assertThat(answer.remaining()).isZero();
        return status;
    }

    private static NdrWriter context(int context) {
        return new NdrWriter().u32(context);
    }

    private static NdrWriter id(UUID id) {
        return new NdrWriter().guid(id);
    }

    private static NdrWriter name(String unc) {
        return new NdrWriter().string(unc);
    }

    /** A stub that is good for every method of an opnum, with a set. */
    private static NdrWriter any(int opnum, UUID set, String unc) {
        return switch (opnum) {
            case 0 -> new NdrWriter();
            case SET_CONTEXT -> context(0);
            case START, 6, ABORT -> id(set);
            case ADD -> id(ID).guid(set).string(unc);
            case 4, 5, 12 -> id(set).u32(1_000);
            case SUPPORTED, SHADOW_COPIED -> name(unc);
            case GET_MAPPING -> id(ID).guid(set).string(unc).u32(1);
            case DELETE_MAPPING -> id(set).guid(ID).string(unc);
            default -> throw new IllegalArgumentException("opnum " + opnum);
        };
    }

    private UUID started() throws MalformedMessageException, RpcFaultException {
        assertThat(status(SET_CONTEXT, context(0))).isZero();
        NdrReader answer = call(ADMINISTRATOR, START, id(ID));
        UUID set = answer.guid();
        assertThat(answer.i32()).isZero();
        return set;
    }

    @Test
    void hasOneVersion() throws MalformedMessageException, RpcFaultException {
        NdrReader answer = call(ADMINISTRATOR, 0, new NdrWriter());
        assertThat(answer.i32()).isEqualTo(1);
        assertThat(answer.i32()).isEqualTo(1);
        assertThat(answer.i32()).isZero();
        assertThat(answer.remaining()).isZero();
    }

    @Test
    void startsASetAndAbortsIt() throws MalformedMessageException, RpcFaultException {
        UUID set = started();
        assertThat(set).isNotEqualTo(ID).isNotEqualTo(NULL);
        NdrReader second = call(ADMINISTRATOR, START, id(ID));
        assertThat(second.guid()).isEqualTo(NULL);
        assertThat(second.i32()).isEqualTo(FssStatus.SHADOW_COPY_SET_IN_PROGRESS);
        assertThat(status(ABORT, id(ID))).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
        assertThat(status(ABORT, id(set))).isZero();
        assertThat(status(ABORT, id(set))).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
    }

    @Test
    void refusesContextsThatThereAreNot() throws MalformedMessageException, RpcFaultException {
        assertThat(status(SET_CONTEXT, context(0x40))).isEqualTo(FssStatus.UNSUPPORTED_CONTEXT);
    }

    @Test
    void tellsClientsByTheirAddress() throws MalformedMessageException, RpcFaultException {
        CallContext other = caller("10.0.0.2", AuthLevel.PRIVACY, true);
        UUID set = started();
        assertThat(status(other, SET_CONTEXT, context(0)))
                .isEqualTo(FssStatus.SHADOW_COPY_SET_IN_PROGRESS);
        assertThat(status(SET_CONTEXT, context(0))).isZero();
        assertThat(status(ABORT, id(set))).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
    }

    @Test
    void letsTheTimerElapse() throws MalformedMessageException, RpcFaultException {
        UUID set = started();
        now += ShadowCopySets.MESSAGE_SEQUENCE_NANOS;
        assertThat(status(ABORT, id(set))).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
    }

    // Shares

    @ParameterizedTest
    @CsvSource({
        "\\\\fs\\vm, 8004230C",
        "\\\\fs\\VM\\, 8004230C",
        "\\\\10.0.0.9\\vm, 8004230C",
        "\\\\fs\\other, 80042308",
        "\\\\fs\\IPC$, 80042308",
        "\\\\fs\\vm\\folder, 80042308",
        "\\\\fs\\vm\\\\, 80042308",
        "\\\\fs\\\\, 80042308",
        "\\\\fs\\, 80042308",
        "\\\\fs, 80042308",
        "\\\\\\vm, 80042308",
        "\\fs\\vm, 80042308",
        "vm, 80042308",
        "\\, 80042308",
        "'', 80042308"
    })
    void canMakeShadowCopiesOfNoShare(String unc, String code)
            throws MalformedMessageException, RpcFaultException {
        int status = Integer.parseUnsignedInt(code, 16);
        NdrReader supported = call(ADMINISTRATOR, SUPPORTED, name(unc));
        assertThat(supported.u32()).as("SupportedByThisProvider").isZero();
        assertThat(supported.pointer()).as("OwnerMachineName").isFalse();
        assertThat(supported.i32()).isEqualTo(status);
        assertThat(supported.remaining()).isZero();
        for (UUID set : new UUID[] {started(), ID}) {
            NdrReader added = call(ADMINISTRATOR, ADD, id(NULL).guid(set).string(unc));
            assertThat(added.guid()).isEqualTo(NULL);
            assertThat(added.i32()).isEqualTo(status);
            assertThat(added.remaining()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"\\\\fs\\vm\\, 0", "\\\\fs\\other, 80042308", "vm, 80042308"})
    void hasNoShadowCopies(String unc, String code)
            throws MalformedMessageException, RpcFaultException {
        NdrReader answer = call(ADMINISTRATOR, SHADOW_COPIED, name(unc));
        assertThat(answer.u32()).as("ShadowCopyPresent").isZero();
        assertThat(answer.u32()).as("ShadowCopyCompatibility").isZero();
        assertThat(answer.i32()).isEqualTo(Integer.parseUnsignedInt(code, 16));
        assertThat(answer.remaining()).isZero();
    }

    // What comes after a shadow copy was added

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 12})
    void goesNoStepFurtherThanStarted(int opnum)
            throws MalformedMessageException, RpcFaultException {
        assertThat(status(opnum, any(opnum, ID, "")))
                .isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
        UUID set = started();
        assertThat(status(opnum, any(opnum, set, ""))).isEqualTo(FssStatus.BAD_STATE);
        assertThat(status(opnum, any(opnum, ID, "")))
                .isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
    }

    @Test
    void hasNoMappings() throws MalformedMessageException, RpcFaultException {
        assertNoMapping(any(GET_MAPPING, ID, "\\\\fs\\vm"), FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
        assertThat(status(DELETE_MAPPING, any(DELETE_MAPPING, ID, "\\\\fs\\vm")))
                .isEqualTo(FssStatus.OBJECT_NOT_FOUND);
        UUID set = started();
        assertNoMapping(any(GET_MAPPING, set, "\\\\fs\\vm"), FssStatus.BAD_STATE);
        assertThat(status(DELETE_MAPPING, any(DELETE_MAPPING, set, "\\\\fs\\vm")))
                .isEqualTo(FssStatus.BAD_STATE);
    }

    private void assertNoMapping(NdrWriter stub, int status)
            throws MalformedMessageException, RpcFaultException {
        NdrReader answer = call(ADMINISTRATOR, GET_MAPPING, stub);
        assertThat(answer.i32()).as("the union's arm").isEqualTo(1);
        assertThat(answer.pointer()).isFalse();
        assertThat(answer.i32()).isEqualTo(status);
        assertThat(answer.remaining()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, -1})
    void knowsOneLevelOfMappings(int level) throws MalformedMessageException, RpcFaultException {
        NdrReader answer =
                call(
                        ADMINISTRATOR,
                        GET_MAPPING,
                        id(ID).guid(started()).string("\\\\fs\\vm").u32(level));
        assertThat(answer.i32()).as("an arm that is empty").isEqualTo(level);
        assertThat(answer.i32()).isEqualTo(FssStatus.INVALID_ARGUMENT);
        assertThat(answer.remaining()).isZero();
    }

    // Arguments that are none

    @ParameterizedTest
    @ValueSource(ints = {START, ADD, 4, 5, 6, ABORT, GET_MAPPING, DELETE_MAPPING, 12})
    void refusesIdentifiersOfZeros(int opnum) throws MalformedMessageException, RpcFaultException {
        assertLast(any(opnum, NULL, "\\\\fs\\vm"), opnum, FssStatus.INVALID_ARGUMENT);
    }

    @Test
    void refusesAShadowCopyOfZeros() throws MalformedMessageException, RpcFaultException {
        UUID set = started();
        NdrWriter get = id(NULL).guid(set).string("\\\\fs\\vm").u32(1);
        assertLast(get, GET_MAPPING, FssStatus.INVALID_ARGUMENT);
        NdrWriter delete = id(set).guid(NULL).string("\\\\fs\\vm");
        assertLast(delete, DELETE_MAPPING, FssStatus.INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {ADD, SUPPORTED, SHADOW_COPIED, GET_MAPPING, DELETE_MAPPING})
    void refusesNamesThatNoShareCanHave(int opnum)
            throws MalformedMessageException, RpcFaultException {
        int most = Limits.MAX_FSRVP_SHARE_NAME_CHARS;
        String longest = "\\\\" + "a".repeat(most - 6) + "\\vm\\";
        UUID set = started();
        NdrReader answer = call(ADMINISTRATOR, opnum, any(opnum, set, longest));
        assertThat(last(answer)).isNotEqualTo(FssStatus.INVALID_ARGUMENT);
        assertLast(any(opnum, set, "\\" + longest), opnum, FssStatus.INVALID_ARGUMENT);
        assertLast(any(opnum, set, "x".repeat(5_000)), opnum, FssStatus.INVALID_ARGUMENT);
    }

    private void assertLast(NdrWriter stub, int opnum, int status)
            throws MalformedMessageException, RpcFaultException {
        assertThat(last(call(ADMINISTRATOR, opnum, stub))).isEqualTo(status);
    }

    /** The status, which ends every answer. */
    private static int last(NdrReader answer) throws MalformedMessageException {
        answer.bytes(answer.remaining() - Integer.BYTES);
        return answer.i32();
    }

    // Callers

    static IntStream opnums() {
        return IntStream.range(0, METHODS);
    }

    @ParameterizedTest
    @MethodSource("opnums")
    void deniesCallersWhoMayNot(int opnum) throws MalformedMessageException, RpcFaultException {
        UUID set = started();
        NdrWriter stub = any(opnum, set, "\\\\fs\\vm");
        int good = call(ADMINISTRATOR, opnum, stub).remaining();
        UUID left = opnum == SET_CONTEXT || opnum == ABORT ? started() : set;
        for (CallContext context :
                new CallContext[] {
                    caller("10.0.0.1", AuthLevel.PRIVACY, false),
                    caller("10.0.0.1", AuthLevel.PACKET, true),
                    caller("10.0.0.1", AuthLevel.NONE, true),
                    new CallContext(1, 1, AuthLevel.INTEGRITY, RpcCaller.ANONYMOUS, Loopback.PEER)
                }) {
            NdrReader answer = call(context, opnum, any(opnum, left, "\\\\fs\\vm"));
            assertThat(answer.remaining()).as("of one form with others").isEqualTo(good);
            assertThat(last(answer)).isEqualTo(FssStatus.ACCESS_DENIED);
        }
        assertThat(status(ABORT, id(left))).as("the set is there still").isZero();
    }

    @Test
    void answersRealConnections() throws MalformedMessageException {
        Loopback signed = connect(AuthLevel.INTEGRITY);
        NdrReader versions = new NdrReader(signed.call(0, new byte[0]).join());
        assertThat(versions.i32()).isEqualTo(1);
        assertThat(versions.i32()).isEqualTo(1);
        assertThat(versions.i32()).isZero();
        NdrReader weak = new NdrReader(connect(AuthLevel.CONNECT).call(0, new byte[0]).join());
        assertThat(last(weak)).isEqualTo(FssStatus.ACCESS_DENIED);
        Loopback nobody = new Loopback(Loopback.service(agent), FileServerVssAgent.SYNTAX, null);
        assertThat(nobody.bind()).isCompleted();
        NdrReader denied = new NdrReader(nobody.call(0, new byte[0]).join());
        assertThat(last(denied)).isEqualTo(FssStatus.ACCESS_DENIED);
    }

    // Stubs that are none

    @Test
    void faultsWhatItCannotRead() {
        Loopback loop = connect(AuthLevel.INTEGRITY);
        assertFault(loop.call(SET_CONTEXT, new byte[3]), FaultStatus.BAD_STUB_DATA);
        assertFault(loop.call(START, new byte[15]), FaultStatus.BAD_STUB_DATA);
        byte[] endless = name("\\\\fs\\vm").toBytes();
        Arrays.fill(endless, 8, 12, (byte) 0xFF);
        assertFault(loop.call(SUPPORTED, endless), FaultStatus.BAD_STUB_DATA);
        byte[] open = name("\\\\fs\\vm").toBytes();
        open[open.length - 2] = 'x';
        assertFault(loop.call(SUPPORTED, open), FaultStatus.BAD_STUB_DATA);
        assertFault(loop.call(METHODS, new byte[64]), FaultStatus.OP_RANGE_ERROR);
    }

    private static void assertFault(CompletableFuture<byte[]> call, int status) {
        assertThat(call).isCompletedExceptionally();
        assertThat(((RpcFaultException) call.exceptionNow()).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @MethodSource("opnums")
    void refusesEveryTruncationAndSurvivesMutation(int opnum) {
        byte[] good = any(opnum, ID, "\\\\fs\\vm").toBytes();
        for (int length = 0; length < good.length; length++) {
            NdrReader cut = new NdrReader(Arrays.copyOf(good, length));
            assertThatThrownBy(() -> agent.call(opnum, cut, ADMINISTRATOR))
                    .isInstanceOf(MalformedMessageException.class);
        }
        Mutations.survive(
                good,
                in -> {
                    try {
                        agent.call(opnum, new NdrReader(in), ADMINISTRATOR).join();
                    } catch (RpcFaultException e) {
                        throw new AssertionError("a method that there is", e);
                    }
                });
    }

    private Loopback connect(AuthLevel level) {
        Loopback loop =
                new Loopback(
                        Loopback.service(agent),
                        FileServerVssAgent.SYNTAX,
                        Loopback.credentials(level, "Passw0rd!"));
        assertThat(loop.bind()).isCompleted();
        return loop;
    }
}
