package io.onehop.rpc.samr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.rpc.Calls;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.dtyp.Ace;
import io.onehop.wire.dtyp.Acl;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.Sid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityAccountManagerTest {
    private static final int MAXIMUM = 0x0200_0000;
    private static final String BUILTIN = "S-1-5-32";

    private final FakeDatabase database = new FakeDatabase();
    private final SecurityAccountManager sam = new SecurityAccountManager(database);

    private NdrReader call(int opnum, NdrWriter stub)
            throws MalformedMessageException, RpcFaultException {
        NdrReader answer = Calls.call(sam, opnum, stub.toBytes(), false);
        Calls.survive(sam, opnum, stub.toBytes());
        return answer;
    }

    private static NdrWriter on(ContextHandle handle) {
        return new NdrWriter().contextHandle(handle);
    }

    private ContextHandle server() throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().uniqueString("\\\\s").u32(MAXIMUM).toBytes();
        NdrReader answer = Calls.call(sam, 57, stub, false);
        ContextHandle handle = answer.contextHandle();
        assertThat(answer.i32()).isZero();
        return handle;
    }

    private ContextHandle domain(String sid) throws MalformedMessageException, RpcFaultException {
        byte[] stub = on(server()).u32(MAXIMUM).sid(sid).toBytes();
        NdrReader answer = Calls.call(sam, 7, stub, false);
        ContextHandle handle = answer.contextHandle();
        assertThat(answer.i32()).isZero();
        return handle;
    }

    private ContextHandle account(int opnum, String sid, int relativeId)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = on(domain(sid)).u32(MAXIMUM).u32(relativeId).toBytes();
        NdrReader answer = Calls.call(sam, opnum, stub, false);
        ContextHandle handle = answer.contextHandle();
        assertThat(answer.i32()).isZero();
        return handle;
    }

    @Test
    void letsEveryVersionConnect() throws MalformedMessageException, RpcFaultException {
        NdrReader five =
                call(
                        64,
                        new NdrWriter()
                                .uniqueString("\\\\s")
                                .u32(MAXIMUM)
                                .u32(1)
                                .u32(1)
                                .u32(3)
                                .u32(0));
        assertThat(List.of(five.i32(), five.i32(), five.i32(), five.i32()))
                .containsExactly(1, 1, 3, 0);
        assertThat(five.contextHandle().isNull()).isFalse();
        assertThat(five.i32()).isZero();
        NdrReader four = call(62, new NdrWriter().uniqueString("s").u32(2).u32(MAXIMUM));
        assertThat(four.contextHandle().isNull()).isFalse();
        NdrReader one = call(0, new NdrWriter().referent().u16('s').u32(MAXIMUM));
        assertThat(one.contextHandle().isNull()).isFalse();
        NdrReader future = call(64, new NdrWriter().u32(0).u32(MAXIMUM).u32(2).u32(2).u32(0));
        assertThat(last(future)).isEqualTo(SamCodec.NOT_SUPPORTED);
    }

    @ParameterizedTest
    @CsvSource({"0x30, 0", "0x80000000, 0", "0x20000000, 0", "0x2, 1", "0x10000000, 1"})
    void givesHandlesForReadingOnly(long access, int refused)
            throws MalformedMessageException, RpcFaultException {
        NdrReader answer = call(57, new NdrWriter().u32(0).u32(access));
        assertThat(answer.contextHandle().isNull()).isEqualTo(refused == 1);
        assertThat(answer.i32()).isEqualTo(refused == 1 ? SamCodec.ACCESS_DENIED : 0);
    }

    @Test
    void listsAndFindsItsDomains() throws MalformedMessageException, RpcFaultException {
        NdrReader list = call(6, on(server()).u32(0).u32(-1));
        assertThat(list.i32()).isEqualTo(2);
        assertThat(entries(list)).containsExactly("0 SOFS", "0 Builtin");
        assertThat(list.i32()).isEqualTo(2);
        assertThat(list.i32()).isZero();
        NdrReader found = call(5, on(server()).unicodeString("sofs").deferred());
        assertThat(found.pointer()).isTrue();
        assertThat(found.sid()).isEqualTo(FakeDatabase.SID);
        assertThat(last(call(5, on(server()).unicodeString("x").deferred())))
                .isEqualTo(SamCodec.NO_SUCH_DOMAIN);
        NdrReader none = call(7, on(server()).u32(MAXIMUM).sid("S-1-5-21-9"));
        assertThat(none.contextHandle().isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "13, S-1-5-21-1-2-3, '1000 ann, 1001 bob'",
        "11, S-1-5-21-1-2-3, '512 Domain Admins, 513 Domain Users'",
        "15, S-1-5-32, 544 Administrators",
        "13, S-1-5-32, ''"
    })
    void listsAccounts(int opnum, String domain, String names)
            throws MalformedMessageException, RpcFaultException {
        NdrWriter stub = on(domain(domain)).u32(0);
        NdrReader list = call(opnum, opnum == 13 ? stub.u32(0x10).u32(-1) : stub.u32(-1));
        list.u32();
        assertThat(String.join(", ", entries(list))).isEqualTo(names);
        assertThat(last(list)).isZero();
    }

    @Test
    void goesOnWhereAListStopped() throws MalformedMessageException, RpcFaultException {
        NdrReader first = call(13, on(domain(FakeDatabase.SID)).u32(0).u32(0).u32(1));
        long cookie = first.u32();
        assertThat(entries(first)).containsExactly("1000 ann");
        assertThat(last(first)).isEqualTo(SamCodec.MORE_ENTRIES);
        NdrReader second = call(13, on(domain(FakeDatabase.SID)).u32(cookie).u32(0).u32(1));
        second.u32();
        assertThat(entries(second)).containsExactly("1001 bob");
        assertThat(last(second)).isZero();
        NdrReader disabled = call(13, on(domain(FakeDatabase.SID)).u32(0).u32(1).u32(-1));
        disabled.u32();
        assertThat(entries(disabled))
                .as("with the bit of disabled ones")
                .containsExactly("1001 bob");
    }

    @Test
    void looksUpNamesAndIds() throws MalformedMessageException, RpcFaultException {
        NdrReader ids = call(17, names("ANN", "nobody", "Domain Users"));
        assertThat(numbers(ids)).containsExactly(1000, 0, 513);
        assertThat(numbers(ids)).containsExactly(1, 8, 2);
        assertThat(ids.i32()).isEqualTo(SamCodec.SOME_NOT_MAPPED);
        NdrReader names = call(18, ids(1001, 7));
        assertThat(names.i32()).isEqualTo(2);
        assertThat(last(names)).isEqualTo(SamCodec.SOME_NOT_MAPPED);
        assertThat(last(call(18, ids(7)))).isEqualTo(SamCodec.NONE_MAPPED);
        assertThat(last(call(17, names("bob")))).isZero();
    }

    private NdrWriter names(String... names) throws MalformedMessageException, RpcFaultException {
        NdrWriter out = on(domain(FakeDatabase.SID)).u32(names.length);
        out.u32(1000).u32(0).u32(names.length);
        Arrays.stream(names).forEach(out::unicodeString);
        return out.deferred();
    }

    private NdrWriter ids(int... ids) throws MalformedMessageException, RpcFaultException {
        NdrWriter out = on(domain(FakeDatabase.SID)).u32(ids.length);
        out.u32(1000).u32(0).u32(ids.length);
        Arrays.stream(ids).forEach(out::u32);
        return out;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 20, 21})
    void informsAboutAUser(int informationClass)
            throws MalformedMessageException, RpcFaultException {
        ContextHandle ann = account(34, FakeDatabase.SID, 1000);
        for (int opnum : new int[] {36, 47}) {
            NdrReader answer = call(opnum, on(ann).u16(informationClass));
            assertThat(answer.pointer()).isTrue();
            assertThat(answer.u16()).isEqualTo(informationClass);
            assertThat(last(answer)).isZero();
        }
    }

    @Test
    void tellsNameIdAndStateOfAUserAndNeverAHash()
            throws MalformedMessageException, RpcFaultException {
        NdrReader bob = call(36, on(account(34, FakeDatabase.SID, 1001)).u16(21));
        bob.pointer();
        bob.u16();
        bob.align(4);
        bob.bytes(6 * 8 + 10 * 8);
        assertThat(bob.bytes(2 * 8)).as("hashes").containsOnly(0);
        bob.bytes(2 * 8);
        assertThat(bob.i32()).isEqualTo(1001);
        assertThat(bob.i32()).isEqualTo(513);
        assertThat(bob.i32()).as("normal, does not expire, disabled").isEqualTo(0x211);
        assertThat(bob.i32()).isEqualTo(0x00FA_27FF);
        bob.bytes(8 + 8 + 4);
        assertThat(bob.characters()).isEqualTo("bob");
        NdrReader unknown = call(36, on(account(34, FakeDatabase.SID, 1001)).u16(18));
        assertThat(last(unknown)).isEqualTo(SamCodec.INVALID_INFO_CLASS);
    }

    @Test
    void tellsWhoBelongsTo() throws MalformedMessageException, RpcFaultException {
        NdrReader groups = call(39, on(account(34, FakeDatabase.SID, 1000)));
        assertThat(groups.pointer()).isTrue();
        assertThat(groups.i32()).isEqualTo(2);
        groups.pointer();
        groups.i32();
        assertThat(List.of(groups.i32(), groups.i32(), groups.i32(), groups.i32()))
                .containsExactly(512, 7, 513, 7);
        NdrReader members = call(25, on(account(19, FakeDatabase.SID, 513)));
        members.pointer();
        assertThat(members.i32()).isEqualTo(2);
        NdrReader alias = call(33, on(account(27, BUILTIN, 544)));
        assertThat(alias.i32()).isEqualTo(1);
        alias.pointer();
        alias.i32();
        alias.pointer();
        assertThat(alias.sid()).isEqualTo(FakeDatabase.SID + "-512");
        NdrWriter sids = on(domain(BUILTIN)).u32(1).referent().u32(1).referent();
        NdrReader membership = call(16, sids.sid(FakeDatabase.SID + "-512"));
        assertThat(numbers(membership)).containsExactly(544);
        assertThat(membership.i32()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"20, 19, S-1-5-21-1-2-3, 512, 5", "28, 27, S-1-5-32, 544, 3"})
    void informsAboutGroupsAndAliases(
            int opnum, int open, String domain, int relativeId, int classes)
            throws MalformedMessageException, RpcFaultException {
        ContextHandle handle = account(open, domain, relativeId);
        for (int i = 1; i <= classes; i++) {
            NdrReader answer = call(opnum, on(handle).u16(i));
            assertThat(answer.pointer()).isTrue();
            assertThat(last(answer)).isZero();
        }
        assertThat(last(call(opnum, on(handle).u16(9)))).isEqualTo(SamCodec.INVALID_INFO_CLASS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12})
    void informsAboutADomain(int informationClass)
            throws MalformedMessageException, RpcFaultException {
        NdrReader answer = call(8, on(domain(FakeDatabase.SID)).u16(informationClass));
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.u16()).isEqualTo(informationClass);
        assertThat(last(answer)).isZero();
        assertThat(last(call(46, on(domain(BUILTIN)).u16(10))))
                .isEqualTo(SamCodec.INVALID_INFO_CLASS);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 0", "2, 0, 0", "3, 2, 0", "4, 0, -1073741821"})
    void listsAccountsForDisplay(int informationClass, int count, int status)
            throws MalformedMessageException, RpcFaultException {
        for (int opnum : new int[] {40, 48, 51}) {
            NdrWriter stub = on(domain(FakeDatabase.SID)).u16(informationClass);
            NdrReader answer = call(opnum, stub.u32(0).u32(100).u32(10_000));
            answer.u32();
            answer.u32();
            assertThat(answer.u16()).isEqualTo(informationClass);
            assertThat(answer.align(4).i32()).isEqualTo(count);
            assertThat(last(answer)).isEqualTo(status);
        }
    }

    @Test
    void tellsThatNobodyMayWrite() throws MalformedMessageException, RpcFaultException {
        NdrReader answer = call(3, on(account(34, FakeDatabase.SID, 1000)).u32(0x7));
        assertThat(answer.pointer()).isTrue();
        answer.u32();
        assertThat(answer.pointer()).isTrue();
        SecurityDescriptor descriptor =
                SecurityDescriptor.decode(new WireReader(answer.conformantBytes()));
        assertThat(descriptor.owner()).isEqualTo(Sid.ADMINISTRATORS);
        assertThat(descriptor.dacl())
                .isEqualTo(Acl.of(Ace.allow(Sid.AUTHENTICATED_USERS, 0x2_031B, 0)));
        NdrReader sid = call(65, on(domain(FakeDatabase.SID)).u32(5));
        assertThat(sid.pointer()).isTrue();
        assertThat(sid.sid()).isEqualTo(FakeDatabase.SID + "-5");
        assertThat(last(call(56, new NdrWriter().u32(0)))).isZero();
    }

    @Test
    void knowsWhenAnAccountIsGone() throws MalformedMessageException, RpcFaultException {
        ContextHandle ann = account(34, FakeDatabase.SID, 1000);
        database.users.removeFirst();
        assertThat(last(call(36, on(ann).u16(21)))).isEqualTo(SamCodec.NO_SUCH_USER);
        NdrReader again = call(34, on(domain(FakeDatabase.SID)).u32(MAXIMUM).u32(1000));
        assertThat(again.contextHandle().isNull()).isTrue();
        assertThat(again.i32()).isEqualTo(SamCodec.NO_SUCH_USER);
    }

    @Test
    void takesEachHandleForWhatItIs() throws MalformedMessageException, RpcFaultException {
        ContextHandle ann = account(34, FakeDatabase.SID, 1000);
        assertThatThrownBy(() -> call(13, on(ann).u32(0).u32(0).u32(-1)))
                .isInstanceOf(RpcFaultException.class);
        assertThatThrownBy(() -> call(6, on(ann).u32(0).u32(-1)))
                .isInstanceOf(RpcFaultException.class);
        byte[] close = on(ann).toBytes();
        assertThat(Calls.call(sam, 1, close, false).contextHandle().isNull()).isTrue();
        assertThatThrownBy(() -> Calls.call(sam, 1, close, false))
                .isInstanceOf(RpcFaultException.class);
        ContextHandle server = server();
        sam.associationClosed(1);
        assertThatThrownBy(() -> call(6, on(server).u32(0).u32(-1)))
                .isInstanceOf(RpcFaultException.class);
        assertThatThrownBy(() -> call(50, on(server()))).isInstanceOf(RpcFaultException.class);
    }

    @Test
    void boundsTheHandlesOfOneAssociation() throws MalformedMessageException, RpcFaultException {
        for (int i = 0; i < Limits.MAX_RPC_CONTEXT_HANDLES; i++) {
            server();
        }
        byte[] stub = new NdrWriter().u32(0).u32(MAXIMUM).toBytes();
        assertThat(last(Calls.call(sam, 57, stub, false)))
                .isEqualTo(SamCodec.INSUFFICIENT_RESOURCES);
    }

    /** SAMPR_ENUMERATION_BUFFER. */
    private static List<String> entries(NdrReader in) throws MalformedMessageException {
        assertThat(in.pointer()).isTrue();
        int count = in.i32();
        List<String> out = new ArrayList<>();
        if (!in.pointer()) {
            return out;
        }
        assertThat(in.i32()).isEqualTo(count);
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(in.i32());
            in.u32();
            assertThat(in.pointer()).isTrue();
        }
        for (int id : ids) {
            out.add(id + " " + in.characters());
        }
        return out;
    }

    private static List<Integer> numbers(NdrReader in) throws MalformedMessageException {
        int count = in.i32();
        List<Integer> out = new ArrayList<>();
        if (in.pointer()) {
            assertThat(in.i32()).isEqualTo(count);
            for (int i = 0; i < count; i++) {
                out.add(in.i32());
            }
        }
        return out;
    }

    private static int last(NdrReader answer) throws MalformedMessageException {
        byte[] rest = answer.bytes(answer.remaining());
        return new NdrReader(Arrays.copyOfRange(rest, rest.length - 4, rest.length)).i32();
    }
}
