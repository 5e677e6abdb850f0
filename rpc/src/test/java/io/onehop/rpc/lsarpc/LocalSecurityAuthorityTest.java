package io.onehop.rpc.lsarpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.rpc.Calls;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalSecurityAuthorityTest {
    private static final String DOMAIN = "S-1-5-21-1-2-3";
    private static final String TESTER = DOMAIN + "-1000";

    private final LocalSecurityAuthority lsa = new LocalSecurityAuthority(new FakeAuthority());

    private static final class FakeAuthority implements SecurityAuthority {
        private final Account tester = new Account(SidUse.USER, TESTER, "tester", "SOFS", DOMAIN);

        @Override
        public Domain accountDomain() {
            return new Domain("SOFS", DOMAIN, "", "", new UUID(0, 0));
        }

        @Override
        public Domain primaryDomain() {
            return new Domain("WG", "S-1-5-21-9", "wg.test", "test", new UUID(1, 2));
        }

        @Override
        public @Nullable Account byName(@Nullable String domain, String name) {
            boolean here = domain == null || domain.equalsIgnoreCase("SOFS");
            return here && name.equalsIgnoreCase("tester") ? tester : null;
        }

        @Override
        public @Nullable Account bySid(String sid) {
            return sid.equals(TESTER) ? tester : null;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7, 3, WG, S-1-5-21-9",
        "46, 5, SOFS, S-1-5-21-1-2-3",
        "46, 14, SOFS, S-1-5-21-1-2-3"
    })
    void tellsItsDomains(int opnum, int informationClass, String name, String sid)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().contextHandle(open()).u16(informationClass).toBytes();
        NdrReader answer = Calls.call(lsa, opnum, stub, false);
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.u16()).isEqualTo(informationClass);
        answer.align(4).u32();
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.characters()).isEqualTo(name);
        assertThat(answer.sid()).isEqualTo(sid);
        assertThat(answer.i32()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"6", "12", "13"})
    void tellsItsRoleAndDnsNames(int informationClass)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().contextHandle(open()).u16(informationClass).toBytes();
        NdrReader answer = Calls.call(lsa, 46, stub, false);
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.u16()).isEqualTo(informationClass);
        assertThat(last(answer)).isZero();
    }

    @Test
    void refusesOtherClassesOfInformation() throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().contextHandle(open()).u16(2).toBytes();
        NdrReader answer = Calls.call(lsa, 7, stub, false);
        assertThat(answer.pointer()).isFalse();
        assertThat(answer.i32()).isEqualTo(0xC000000D);
    }

    @ParameterizedTest
    @CsvSource({
        "14, tester, 0",
        "58, SOFS\\TESTER, 0",
        "68, tester@sofs, 0",
        "77, Everyone, 0",
        "77, BUILTIN\\Administrators, 0",
        "77, WG, 0",
        "14, nobody, -1073741709",
        "58, OTHER\\tester, -1073741709"
    })
    void looksUpNames(int opnum, String name, int status)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = names(opnum, List.of(name));
        NdrReader answer = Calls.call(lsa, opnum, stub, false);
        assertThat(last(answer)).isEqualTo(status);
        Calls.survive(lsa, opnum, stub);
    }

    @Test
    void saysThatSomeNamesAreUnknown() throws MalformedMessageException, RpcFaultException {
        byte[] stub = names(77, List.of("tester", "nobody", "SYSTEM"));
        assertThat(last(Calls.call(lsa, 77, stub, false))).isEqualTo(0x107);
    }

    @ParameterizedTest
    @CsvSource({
        "15, S-1-5-21-1-2-3-1000, 0",
        "57, S-1-5-32-544, 0",
        "76, S-1-5-21-1-2-3, 0",
        "76, S-1-5-99, -1073741709"
    })
    void looksUpIdentifiers(int opnum, String sid, int status)
            throws MalformedMessageException, RpcFaultException {
        NdrWriter out = new NdrWriter();
        if (opnum != 76) {
            out.contextHandle(open());
        }
        out.u32(1).referent().u32(1).referent().sid(sid);
        byte[] stub = out.u32(0).u32(0).u16(1).u32(0).u32(0).u32(2).toBytes();
        assertThat(last(Calls.call(lsa, opnum, stub, false))).isEqualTo(status);
        Calls.survive(lsa, opnum, stub);
    }

    @Test
    void namesTheCaller() throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().u32(0).u32(0).u32(1).u32(0).toBytes();
        NdrReader answer = Calls.call(lsa, 45, stub, false);
        assertThat(answer.pointer()).isTrue();
        answer.u32();
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.characters()).isEqualTo("tester");
    }

    @Test
    void forgetsHandlesThatAreClosedOrRunDown()
            throws MalformedMessageException, RpcFaultException {
        ContextHandle first = open();
        byte[] close = new NdrWriter().contextHandle(first).toBytes();
        assertThat(Calls.call(lsa, 0, close, false).contextHandle().isNull()).isTrue();
        assertThatThrownBy(() -> Calls.call(lsa, 0, close, false))
                .isInstanceOf(RpcFaultException.class);
        byte[] other = new NdrWriter().contextHandle(open()).u16(3).toBytes();
        lsa.associationClosed(1);
        assertThatThrownBy(() -> Calls.call(lsa, 7, other, false))
                .isInstanceOf(RpcFaultException.class);
    }

    @Test
    void boundsTheHandlesOfOneAssociation() throws MalformedMessageException, RpcFaultException {
        for (int i = 0; i < Limits.MAX_RPC_CONTEXT_HANDLES; i++) {
            open();
        }
        NdrReader answer = Calls.call(lsa, 44, new byte[0], false);
        assertThat(answer.contextHandle().isNull()).isTrue();
        assertThat(answer.i32()).isEqualTo(0xC000009A);
    }

    @Test
    void doesNotListAccounts() {
        assertThatThrownBy(() -> Calls.call(lsa, 11, new byte[64], true))
                .isInstanceOf(RpcFaultException.class);
    }

    private ContextHandle open() throws MalformedMessageException, RpcFaultException {
        return Calls.call(lsa, 44, new byte[0], false).contextHandle();
    }

    private byte[] names(int opnum, List<String> names)
            throws MalformedMessageException, RpcFaultException {
        NdrWriter out = new NdrWriter();
        if (opnum != 77) {
            out.contextHandle(open());
        }
        out.u32(names.size()).u32(names.size());
        names.forEach(out::unicodeString);
        return out.deferred().u32(0).u32(0).u16(1).u32(0).u32(0).u32(2).toBytes();
    }

    private static int last(NdrReader answer) throws MalformedMessageException {
        byte[] rest = answer.bytes(answer.remaining());
        return new NdrReader(Arrays.copyOfRange(rest, rest.length - 4, rest.length)).i32();
    }
}
