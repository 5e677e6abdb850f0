package io.onehop.rpc.wkssvc;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.rpc.Calls;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkstationServiceTest {
    private final WorkstationService service =
            new WorkstationService(() -> new WorkstationService.Workstation("SOFS", "WG", 6, 3));

    @Test
    void tellsItsNames() throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().uniqueString("\\\\SOFS").u32(100).toBytes();
        NdrReader answer = Calls.call(service, 0, stub, false);
        assertThat(answer.i32()).isEqualTo(100);
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.i32()).isEqualTo(500);
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.i32()).isEqualTo(6);
        assertThat(answer.i32()).isEqualTo(3);
        assertThat(answer.string()).isEqualTo("SOFS");
        assertThat(answer.string()).isEqualTo("WG");
        assertThat(answer.i32()).isZero();
        Calls.survive(service, 0, stub);
    }

    @ParameterizedTest
    @CsvSource({"101, false, 1", "102, false, 0", "102, true, 1", "502, true, 0"})
    void tellsMoreToAdministrators(int level, boolean administrator, int info)
            throws MalformedMessageException, RpcFaultException {
        byte[] stub = new NdrWriter().u32(0).u32(level).toBytes();
        NdrReader answer = Calls.call(service, 0, stub, administrator);
        assertThat(answer.i32()).isEqualTo(level);
        assertThat(answer.pointer()).isEqualTo(info == 1);
    }

    @Test
    void knowsOfNobodyAtTheConsole() throws MalformedMessageException, RpcFaultException {
        byte[] stub =
                new NdrWriter()
                        .u32(0)
                        .u32(1)
                        .u32(1)
                        .referent()
                        .u32(0)
                        .u32(0)
                        .u32(-1)
                        .u32(0)
                        .toBytes();
        NdrReader answer = Calls.call(service, 2, stub, true);
        answer.i32();
        answer.i32();
        assertThat(answer.pointer()).isTrue();
        assertThat(answer.u32()).isZero();
        Calls.survive(service, 2, stub);
    }
}
