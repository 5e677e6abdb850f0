package io.onehop.rpc.srvsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.rpc.Calls;
import io.onehop.rpc.Capture;
import io.onehop.rpc.Mutations;
import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.pdu.Pdu;
import io.onehop.rpc.pdu.PduFrame;
import io.onehop.wire.MalformedMessageException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerServiceTest {
    private final ServerService service = new ServerService(new FakeInventory(), new FakeControl());

    @Test
    void answersTheCapturedQuestionOfSmbclient()
            throws MalformedMessageException, RpcFaultException {
        List<Capture.Packet> packets = Capture.packets("smbclient-list-shares");
        byte[] question = ((Pdu.Request) PduFrame.decode(packets.get(2).bytes()).body()).stub();
        ShareEnum.Response answer =
                ShareEnum.Response.decode(Calls.call(service, ShareEnum.OPNUM, question, false));
        assertThat(answer.status()).isZero();
        assertThat(answer.shares())
                .containsExactly(
                        new ShareEnum.Share("vm", 0, "Machines"),
                        new ShareEnum.Share("IPC$", 0x80000003, "Remote IPC"));
    }

    @Test
    void readsTheCapturedAnswerOfARealServer() throws MalformedMessageException {
        List<Capture.Packet> packets = Capture.packets("smbclient-list-shares");
        byte[] stub = ((Pdu.Response) PduFrame.decode(packets.get(3).bytes()).body()).stub();
        ShareEnum.Response answer = ShareEnum.Response.decode(new NdrReader(stub));
        assertThat(answer.status()).isZero();
        assertThat(answer.shares()).extracting(ShareEnum.Share::name).contains("IPC$");
        Mutations.survive(stub, in -> ShareEnum.Response.decode(new NdrReader(in)));
    }

    @Test
    void asksAsSmbclientDoes() throws MalformedMessageException {
        byte[] captured = Capture.packets("smbclient-list-shares").get(2).bytes();
        byte[] stub = ((Pdu.Request) PduFrame.decode(captured).body()).stub();
        byte[] ours = ShareEnum.request("127.0.0.3");
        NdrReader theirs = new NdrReader(stub);
        assertThat(theirs.uniqueString()).isEqualTo("127.0.0.3");
        assertThat(EnumQuery.decode(theirs).level()).isEqualTo(1);
        NdrReader again = new NdrReader(ours);
        assertThat(again.uniqueString()).isEqualTo("\\\\127.0.0.3");
        assertThat(EnumQuery.decode(again)).isEqualTo(new EnumReply.Query(1, 0xFFFF_FFFFL, 0L));
        assertThat(HexFormat.of().formatHex(ours)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, 0",
        "1, false, 0",
        "501, false, 0",
        "2, false, 5",
        "502, false, 5",
        "2, true, 0",
        "502, true, 0",
        "503, true, 0",
        "503, false, 5",
        "1005, true, 124"
    })
    void enumeratesSharesAtTheLevelsACallerMaySee(int level, boolean administrator, int status)
            throws MalformedMessageException, RpcFaultException {
        NdrReader answer = Calls.call(service, 15, enumerate(level, 0), administrator);
        assertThat(answer.i32()).isEqualTo(level);
        assertThat(answer.i32()).isEqualTo(level);
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.u32()).isEqualTo(status == 0 ? 2 : 0);
        assertThat(last(answer)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "501, 5", "2, 5", "502, 5"})
    void namesSharesToThoseWhoDoNotSayWhoTheyAre(int level, int status)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = enumerate(level, 0);
        NdrReader answer = Calls.call(service, 15, stub, RpcCaller.ANONYMOUS);
        for (int i = 0; i < 2; i++) {
            assertThat(answer.i32()).isEqualTo(level);
        }
        assertThat(last(answer)).isEqualTo(status);
    }

    @Test
    void tellsThemNothingElse() {
        byte[] stub = new NdrWriter().u32(0).u32(100).toBytes();
        for (int opnum : new int[] {8, 9, 12, 14, 17, 18, 20, 21, 23, 26, 28, 30, 33}) {
            assertThatThrownBy(() -> Calls.call(service, opnum, stub, RpcCaller.ANONYMOUS))
                    .as("%d", opnum)
                    .isInstanceOf(RpcFaultException.class);
        }
    }

    @Test
    void goesOnWhereAnEnumerationStopped() throws MalformedMessageException, RpcFaultException {
        NdrWriter out = new NdrWriter().u32(0).u32(1).u32(1).referent().u32(0).u32(0);
        byte[] first = out.u32(200).referent().u32(0).toBytes();
        ShareEnum.Response page = ShareEnum.Response.decode(Calls.call(service, 15, first, false));
        assertThat(page.status()).isEqualTo(NetStatus.MORE_DATA);
        assertThat(page.shares()).hasSize(1);
        out = new NdrWriter().u32(0).u32(1).u32(1).referent().u32(0).u32(0);
        byte[] second = out.u32(200).referent().u32(1).toBytes();
        page = ShareEnum.Response.decode(Calls.call(service, 15, second, false));
        assertThat(page.status()).isZero();
        assertThat(page.shares()).extracting(ShareEnum.Share::name).containsExactly("IPC$");
    }

    @ParameterizedTest
    @CsvSource({
        "VM, 1, false, 0", "vm, 2, false, 5", "vm, 502, true, 0", "vm, 1005, false, 0",
        "none, 1, false, 2310", "vm, 77, true, 124", "vm, 1501, true, 0", "vm, 1004, false, 0"
    })
    void informsAboutOneShare(String name, int level, boolean administrator, int status)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().u32(0).string(name).u32(level).toBytes();
        NdrReader answer = Calls.call(service, 16, stub, administrator);
        assertThat(answer.i32()).isEqualTo(level);
        assertThat(answer.pointer()).isEqualTo(status == 0);
        assertThat(last(answer)).isEqualTo(status);
    }

    @Test
    void givesTheFlagsOfAShare() throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().u32(0).string("vm").u32(1005).toBytes();
        NdrReader answer = Calls.call(service, 16, stub, false);
        answer.i32();
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.i32()).isEqualTo(0x4000);
    }

    @ParameterizedTest
    @CsvSource({
        "100, false, 0",
        "101, false, 0",
        "102, false, 5",
        "102, true, 0",
        "103, true, 124"
    })
    void informsAboutTheServer(int level, boolean administrator, int status)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().u32(0).u32(level).toBytes();
        assertThat(last(Calls.call(service, 21, stub, administrator))).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "12, 0, 2",
        "12, 1, 2",
        "12, 2, 2",
        "12, 10, 2",
        "12, 502, 2",
        "9, 2, 2",
        "9, 3, 2",
        "8, 0, 1",
        "8, 1, 1"
    })
    void showsUseToAdministratorsOnly(int opnum, int level, int filters)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = enumerate(level, filters);
        assertThat(last(Calls.call(service, opnum, stub, false))).isEqualTo(5);
        NdrReader answer = Calls.call(service, opnum, stub, true);
        answer.i32();
        answer.i32();
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.u32()).isEqualTo(1);
        assertThat(last(answer)).isZero();
        Calls.survive(service, opnum, stub);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 124"})
    void tellsWhereItIsReached(int level, int status)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = enumerate(level, 0);
        NdrReader answer = Calls.call(service, 26, stub, false);
        answer.i32();
        answer.i32();
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.u32()).isEqualTo(status == 0 ? 2 : 0);
        assertThat(last(answer)).isEqualTo(status);
        Calls.survive(service, 26, stub);
    }

    @Test
    void tellsDisksTimeAndWhatAPathIs() throws MalformedMessageException, RpcFaultException {
        byte[] disks = new NdrWriter().u32(0).u32(0).u32(0).u32(0).u32(-1).u32(0).toBytes();
        assertThat(last(Calls.call(service, 23, disks, true))).isZero();
        NdrReader time = Calls.call(service, 28, new NdrWriter().u32(0).toBytes(), false);
        assertThat(time.pointer()).isTrue();
        assertThat(time.u32()).isEqualTo(1_000_000);
        byte[] check = new NdrWriter().u32(0).string("c:\\vm").toBytes();
        NdrReader type = Calls.call(service, 20, check, false);
        assertThat(type.i32()).isZero();
        assertThat(type.i32()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'\\\\server', 4144",
        "'\\\\server\\share', 4096",
        "'\\\\server\\a*', 4097",
        "'\\\\*', 4145",
        "'\\\\', 0",
        "'C:', 16384",
        "'C:\\x', 8198",
        "'C:\\x?', 8199",
        "'\\x', 8194",
        "'x\\y', 8192",
        "'x*', 8193",
        "LPT1, 16400",
        "'com4:', 16416",
        "'\\DEV\\LPT1', 16400",
        "'a|b', 0",
        "'\\\\.\\x', 8198"
    })
    void knowsTypesOfPaths(String path, int type) {
        assertThat(NameRules.pathType(path)).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "share, 9, 0",
        "'a/b', 9, 123",
        "'', 9, 123",
        "'', 12, 0",
        "x, 99, 87",
        "' c', 4, 123",
        "'a*', 11, 0",
        "'a*b', 11, 123",
        "ABCDEFGHIJKLMNOP, 6, 123"
    })
    void knowsValidNames(String name, int type, int status) {
        assertThat(NameRules.validate(name, type)).isEqualTo(status);
    }

    @Test
    void refusesWhatItDoesNotDo() {
        byte[] stub = new NdrWriter().u32(0).toBytes();
        assertThatThrownBy(() -> Calls.call(service, 58, stub, true))
                .isInstanceOf(RpcFaultException.class);
    }

    private static byte[] enumerate(int level, int filters) {
        NdrWriter out = new NdrWriter().u32(0);
        for (int i = 0; i < filters; i++) {
            out.uniqueString(i == 0 && filters == 1 ? "vm" : "");
        }
        EnumQuery.encode(out, level);
        return out.toBytes();
    }

    /** The status that every answer ends with. */
    private static int last(NdrReader answer) throws MalformedMessageException {
        byte[] rest = answer.bytes(answer.remaining());
        return new NdrReader(Arrays.copyOfRange(rest, rest.length - 4, rest.length)).i32();
    }
}
