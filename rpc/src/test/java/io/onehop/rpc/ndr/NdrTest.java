package io.onehop.rpc.ndr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.rpc.Mutations;
import io.onehop.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NdrTest {
    @Test
    void alignsPrimitives() throws MalformedMessageException {
        byte[] stub = new NdrWriter().u8(1).u16(2).u8(3).u32(4).u8(5).u64(6).u8(7).toBytes();
        assertThat(stub).hasSize(33 - 8);
        NdrReader in = new NdrReader(stub);
        assertThat(in.u8()).isEqualTo(1);
        assertThat(in.u16()).isEqualTo(2);
        assertThat(in.u8()).isEqualTo(3);
        assertThat(in.u32()).isEqualTo(4);
        assertThat(in.u8()).isEqualTo(5);
        assertThat(in.i64()).isEqualTo(6);
        assertThat(in.u8()).isEqualTo(7);
        assertThat(in.remaining()).isZero();
    }

    @Test
    void roundTripsGeneratedStringsAndHandles() throws MalformedMessageException {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append((char) random.nextInt(1, 0x10000));
            }
            ContextHandle handle = ContextHandle.of(new UUID(random.nextLong(), random.nextLong()));
            byte[] stub =
                    new NdrWriter()
                            .u8(round)
                            .uniqueString(text.toString())
                            .uniqueString(null)
                            .contextHandle(handle)
                            .toBytes();
            NdrReader in = new NdrReader(stub);
            in.u8();
            assertThat(in.uniqueString()).isEqualTo(text.toString());
            assertThat(in.uniqueString()).isNull();
            assertThat(in.contextHandle()).isEqualTo(handle);
            assertThat(in.remaining()).isZero();
        }
    }

    @Test
    void writesReferentsBehindTheirConstructDepthFirst() {
        NdrWriter out = new NdrWriter();
        for (String name : List.of("a", "b")) {
            out.pointer(
                    name,
                    outer -> {
                        out.u32(outer.charAt(0));
                        out.pointer(outer, inner -> out.u32(inner.charAt(0) - 32));
                    });
        }
        byte[] stub = out.deferred().toBytes();
        assertThat(ints(stub))
                .containsExactly(0x20000, 0x20004, 'a', 0x20008, 'A', 'b', 0x2000C, 'B');
    }

    @Test
    void refusesToForgetReferents() {
        NdrWriter out = new NdrWriter().stringPointer("lost");
        assertThatThrownBy(out::toBytes).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void roundTripsIdentifiers() throws MalformedMessageException {
        for (String sid :
                List.of(
                        "S-1-1",
                        "S-1-5-32-544",
                        "S-1-5-21-4294967295-2-3-1000",
                        "S-1-281474976710655-1")) {
            byte[] stub = new NdrWriter().sid(sid).toBytes();
            assertThat(new NdrReader(stub).sid()).isEqualTo(sid);
            Mutations.survive(stub, in -> new NdrReader(in).sid());
        }
    }

    @Test
    void refusesCountsBeyondTheLimitAndBeyondTheStub() {
        assertMalformed(new NdrReader(new NdrWriter().u32(3).zero(8).toBytes()), 4);
        byte[] many = new NdrWriter().u32(Limits.MAX_NDR_ELEMENTS + 1).zero(70_000).toBytes();
        assertMalformed(new NdrReader(many), 1);
        assertMalformed(new NdrReader(new NdrWriter().u32(-1).zero(64).toBytes()), 8);
    }

    @Test
    void refusesBrokenStrings() {
        byte[] unterminated = new NdrWriter().u32(1).u32(0).u32(1).u16('x').toBytes();
        byte[] offset = new NdrWriter().u32(2).u32(1).u32(1).u16(0).toBytes();
        byte[] tooMany = new NdrWriter().u32(1).u32(0).u32(2).u16('x').u16(0).toBytes();
        byte[] empty = new NdrWriter().u32(0).u32(0).u32(0).toBytes();
        for (byte[] stub : List.of(unterminated, offset, tooMany, empty)) {
            assertThatThrownBy(() -> new NdrReader(stub).string())
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void survivesTruncationAndMutation() {
        byte[] stub = new NdrWriter().uniqueString("share").u32(3).zero(12).toBytes();
        Mutations.survive(
                stub,
                input -> {
                    NdrReader in = new NdrReader(input);
                    in.uniqueString();
                    in.bytes(in.count(4));
                });
    }

    private static void assertMalformed(NdrReader in, int elementBytes) {
        assertThatThrownBy(() -> in.count(elementBytes))
                .isInstanceOf(MalformedMessageException.class);
    }

    private static int[] ints(byte[] stub) {
        int[] values = new int[stub.length / 4];
        ByteBuffer.wrap(stub).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
        return values;
    }
}
