package io.onehop.rpc.witness;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;
import java.net.InetAddress;

/**
 * [MS-SWN] 2.2.2.5 WITNESS_INTERFACE_INFO with its one address.
 *
 * @param witness whether clients may register here: not an address of the answering node
 */
public record InterfaceInfo(
        String groupName, int version, ResourceState state, InetAddress address, boolean witness) {
    static final int BYTES = 552;

    private static final int NAME_CHARS = 260;
    private static final int FLAG_WITNESS = 4;

    static InterfaceInfo decode(NdrReader in) throws MalformedMessageException {
        in.align(4);
        StringBuilder name = new StringBuilder();
        boolean ended = false;
        for (int i = 0; i < NAME_CHARS; i++) {
            char c = (char) in.u16();
            ended |= c == 0;
            if (!ended) {
                name.append(c);
            }
        }
        int version = in.i32();
        ResourceState state = ResourceState.of(in.u16());
        in.align(4);
        byte[] v4 = in.bytes(WitnessAddress.V4_BYTES);
        byte[] v6 = in.bytes(WitnessAddress.V6_BYTES);
        int flags = in.i32();
        return new InterfaceInfo(
                name.toString(),
                version,
                state,
                WitnessAddress.of(flags, v4, v6),
                (flags & FLAG_WITNESS) != 0);
    }

    void encode(NdrWriter out) {
        if (groupName.length() >= NAME_CHARS) {
            throw new IllegalStateException("interface group name too long: " + groupName);
        }
        out.align(4).utf16(groupName).zero(2 * (NAME_CHARS - groupName.length()));
        out.u32(version).u16(state.code()).align(4);
        WitnessAddress.Fields fields = WitnessAddress.fields(address);
        out.bytes(fields.v4()).bytes(fields.v6());
        out.u32(fields.family() | (witness ? FLAG_WITNESS : 0));
    }
}
