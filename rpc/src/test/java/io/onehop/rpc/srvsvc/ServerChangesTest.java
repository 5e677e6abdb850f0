package io.onehop.rpc.srvsvc;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.rpc.Calls;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.srvsvc.ServerControl.Outcome;
import io.onehop.wire.MalformedMessageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerChangesTest {
    private final FakeControl control = new FakeControl();
    private final ServerService service = new ServerService(new FakeInventory(), control);

    /** What was answered: which parameter was wrong, and the status. */
    private record Answer(int parameter, int status) {}

    private Answer change(int opnum, byte[] stub, boolean administrator)
            throws MalformedMessageException, RpcFaultException {
        NdrReader answer = Calls.call(service, opnum, stub, administrator);
        int parameter = answer.pointer() ? answer.i32() : -1;
        return new Answer(parameter, answer.i32());
    }

    private int status(int opnum, byte[] stub) throws MalformedMessageException, RpcFaultException {
        return Calls.call(service, opnum, stub, true).i32();
    }

    private static NdrWriter toShare(String name) {
        return new NdrWriter().u32(0).string(name);
    }

    /** A share at levels 1, 2, 502 or 503, with a comment and a descriptor of three bytes. */
    private static NdrWriter info(NdrWriter out, int level, String name, String path, int type) {
        out.u32(level).u32(level).referent().stringPointer(name).u32(type);
        out.stringPointer("a comment");
        if (level != 1) {
            out.u32(0).u32(7).u32(0).stringPointer(path).stringPointer("");
        }
        if (level == 503) {
            out.stringPointer("*");
        }
        if (level > 500) {
            out.u32(3).pointer(new byte[] {1, 2, 3}, out::conformantBytes);
        }
        return out.deferred().referent().u32(0);
    }

    private static byte[] add(int level, String name, String path) {
        return info(new NdrWriter().u32(0), level, name, path, 0).toBytes();
    }

    @ParameterizedTest
    @CsvSource({"2, null", "502, 010203", "503, 010203"})
    void addsAShare(int level, String security)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = add(level, "new", "C:\\x");
        assertThat(change(14, stub, true)).isEqualTo(new Answer(0, 0));
        assertThat(control.told)
                .containsExactly("add new at C:\\x: a comment, 7, null, " + security);
        assertThat(change(14, stub, false)).isEqualTo(new Answer(0, NetStatus.ACCESS_DENIED));
        assertThat(control.told).hasSize(1);
        Calls.survive(service, 14, stub);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'C:\\x', 1, 87",
        "pipe, 'C:\\x', 0, 5",
        "IPC$, 'C:\\x', 0, 5",
        "'a/b', 'C:\\x', 0, 123",
        "new, '', 8, 87",
        "new, 'C:\\x\\..\\y', 8, 87"
    })
    void refusesSharesThatCannotBe(String name, String path, int parameter, int status)
            throws MalformedMessageException, RpcFaultException {
        assertThat(change(14, add(2, name, path), true)).isEqualTo(new Answer(parameter, status));
        assertThat(control.told).isEmpty();
    }

    @Test
    void refusesWhatIsNoDirectory() throws MalformedMessageException, RpcFaultException {
        byte[] printer = info(new NdrWriter().u32(0), 2, "lp", "lp", 1).toBytes();
        assertThat(change(14, printer, true)).isEqualTo(new Answer(3, 87));
        byte[] cluster =
                info(new NdrWriter().u32(0), 2, "x", "C:\\x", ShareType.CLUSTER_SOFS).toBytes();
        assertThat(change(14, cluster, true)).as("ignored bits").isEqualTo(new Answer(0, 0));
    }

    @Test
    void passesOnWhyAShareWasNotAdded() throws MalformedMessageException, RpcFaultException {
        control.next = Outcome.failed(NetStatus.DUPLICATE_SHARE);
        assertThat(change(14, add(2, "vm", "C:\\vm"), true)).isEqualTo(new Answer(0, 2118));
        control.next = Outcome.wrong(Outcome.PARAMETER_MAX_USES);
        assertThat(change(14, add(2, "vm", "C:\\vm"), true)).isEqualTo(new Answer(6, 87));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | change vm: a comment, null, null, null",
                "2 | change vm: a comment, 7, null, null",
                "502 | change vm: a comment, 7, null, 010203",
                "503 | change vm: a comment, 7, null, 010203"
            })
    void setsAShare(int level, String told) throws MalformedMessageException, RpcFaultException {
        byte[] stub = info(toShare("vm"), level, "vm", "C:\\else", 0).toBytes();
        assertThat(change(17, stub, true)).isEqualTo(new Answer(0, 0));
        assertThat(control.told).containsExactly(told);
        assertThat(change(17, stub, false)).isEqualTo(new Answer(0, NetStatus.ACCESS_DENIED));
        assertThat(control.told).hasSize(1);
        Calls.survive(service, 17, stub);
    }

    @Test
    void setsOneThingOfAShare() throws MalformedMessageException, RpcFaultException {
        NdrWriter comment = toShare("vm").u32(1004).u32(1004).referent().uniqueString("c");
        change(17, comment.u32(0).toBytes(), true);
        change(17, toShare("vm").u32(1005).u32(1005).referent().u32(2048).u32(0).toBytes(), true);
        change(17, toShare("vm").u32(1006).u32(1006).referent().u32(-1).u32(0).toBytes(), true);
        NdrWriter security = toShare("vm").u32(1501).u32(1501).referent().u32(1).referent();
        change(17, security.conformantBytes(new byte[] {9}).u32(0).toBytes(), true);
        assertThat(control.told)
                .containsExactly(
                        "change vm: c, null, null, null",
                        "change vm: null, null, 2048, null",
                        "change vm: null, -1, null, null",
                        "change vm: null, null, null, 09");
    }

    @Test
    void refusesLongCommentsAndOtherLevels() throws MalformedMessageException, RpcFaultException {
        NdrWriter comment =
                toShare("vm").u32(1004).u32(1004).referent().uniqueString("c".repeat(49));
        assertThat(change(17, comment.referent().u32(0).toBytes(), true))
                .isEqualTo(new Answer(4, 87));
        assertThat(change(17, toShare("vm").u32(501).toBytes(), true))
                .isEqualTo(new Answer(-1, 124));
        assertThat(change(14, new NdrWriter().u32(0).u32(1).toBytes(), true))
                .isEqualTo(new Answer(-1, 124));
        assertThat(control.told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 19})
    void removesAShare(int opnum) throws MalformedMessageException, RpcFaultException {
        byte[] stub = toShare("vm").u32(0).toBytes();
        assertThat(status(opnum, stub)).isZero();
        assertThat(control.told).containsExactly("remove vm");
        assertThat(Calls.call(service, opnum, stub, false).i32()).isEqualTo(5);
        assertThat(control.told).hasSize(1);
    }

    @Test
    void removesAShareAsNewerClientsDo() throws MalformedMessageException, RpcFaultException {
        assertThat(status(57, add(503, "vm", ""))).isZero();
        assertThat(control.told).containsExactly("remove vm");
        assertThat(status(57, add(502, "vm", ""))).isEqualTo(124);
    }

    @ParameterizedTest
    @CsvSource({
        "'\\\\10.0.0.7', '', 0",
        "'', TESTER, 0",
        "'\\\\10.0.0.7', tester, 0",
        "'\\\\10.0.0.8', '', 2312",
        "'10.0.0.7', '', 2312",
        "'', other, 2312",
        "'', '', 2312"
    })
    void endsSessions(String client, String user, int status)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().u32(0).uniqueString(client).uniqueString(user).toBytes();
        assertThat(status(13, stub)).isEqualTo(status);
        assertThat(control.told.contains("close session 77")).isEqualTo(status == 0);
        assertThat(Calls.call(service, 13, stub, false).i32()).isEqualTo(5);
    }

    @Test
    void informsAboutAndClosesOpenFiles() throws MalformedMessageException, RpcFaultException {
        NdrReader info =
                Calls.call(service, 10, new NdrWriter().u32(0).u32(5).u32(3).toBytes(), true);
        assertThat(info.i32()).isEqualTo(3);
        assertThat(info.pointer()).isTrue();
        assertThat(info.i32()).isEqualTo(5);
        NdrReader none =
                Calls.call(service, 10, new NdrWriter().u32(0).u32(6).u32(3).toBytes(), true);
        none.i32();
        assertThat(none.pointer()).isFalse();
        assertThat(none.i32()).isEqualTo(2);
        assertThat(status(11, new NdrWriter().u32(0).u32(5).toBytes())).isZero();
        assertThat(status(11, new NdrWriter().u32(0).u32(6).toBytes())).isEqualTo(2314);
        byte[] stub = new NdrWriter().u32(0).u32(5).toBytes();
        assertThat(Calls.call(service, 11, stub, false).i32()).isEqualTo(5);
        assertThat(control.told).containsExactly("close file 5", "close file 6");
    }

    @Test
    void saysThatTheServerItselfCannotBeSet() throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().u32(0).u32(1005).toBytes();
        assertThat(change(22, stub, true)).isEqualTo(new Answer(-1, 50));
        assertThat(change(22, stub, false)).isEqualTo(new Answer(-1, 5));
    }

    @Test
    void securityOfFilesIsReadAndSet() throws MalformedMessageException, RpcFaultException {
        byte[] get =
                new NdrWriter()
                        .uniqueString("server")
                        .uniqueString("share")
                        .string("\\f")
                        .align(4)
                        .u32(7)
                        .toBytes();
        NdrReader answer = Calls.call(service, 39, get, false);
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.u32()).isEqualTo(3);
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.conformantBytes()).containsExactly(1, 2, 3);
        assertThat(answer.align(4).u32()).isZero();
        byte[] set =
                new NdrWriter()
                        .uniqueString(null)
                        .uniqueString("share")
                        .string("f")
                        .align(4)
                        .u32(4)
                        .u32(2)
                        .referent()
                        .conformantBytes(new byte[] {5, 6})
                        .toBytes();
        assertThat(Calls.call(service, 40, set, false).u32()).isZero();
        assertThat(control.told).hasSize(2);
        assertThat(control.told.getFirst()).startsWith("security 7 of \\f in share for ");
        assertThat(control.told.getLast()).isEqualTo("set 4 of f in share to 0506");
        control.next = ServerControl.Outcome.failed(NetStatus.FILE_NOT_FOUND);
        NdrReader failure = Calls.call(service, 39, get, false);
        assertThat(failure.pointer()).isFalse();
        assertThat(failure.u32()).isEqualTo(NetStatus.FILE_NOT_FOUND);
    }
}
