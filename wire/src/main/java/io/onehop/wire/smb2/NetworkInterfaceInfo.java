package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * One address of the answering node, in the list of FSCTL_QUERY_NETWORK_INTERFACE_INFO. [MS-SMB2]
 * 2.2.32.5.
 *
 * @param ifIndex the same for all addresses of one interface, never 0
 * @param linkSpeed in bits a second
 */
public record NetworkInterfaceInfo(
        int ifIndex, int capability, long linkSpeed, InetAddress address) {
    public static final int RSS_CAPABLE = 0x0000_0001;
    public static final int RDMA_CAPABLE = 0x0000_0002;
    public static final int LENGTH = 152;

    private static final int INTER_NETWORK = 0x0002;
    private static final int INTER_NETWORK_V6 = 0x0017;

    /** Reads the list and leaves out addresses of other families. */
    public static List<NetworkInterfaceInfo> decodeAll(WireReader in)
            throws MalformedMessageException {
        List<NetworkInterfaceInfo> out = new ArrayList<>();
        if (in.length() == 0) {
            return out;
        }
        long at = 0;
        for (int count = 1; ; count++) {
            Body.limit("network interfaces", count, Limits.MAX_NETWORK_INTERFACES);
            WireReader one = in.window(at, LENGTH);
            long next = one.u32();
            int ifIndex = one.i32();
            int capability = one.i32();
            one.skip(4);
            long linkSpeed = one.i64();
            int family = one.u16();
            one.skip(2);
            if (family == INTER_NETWORK) {
                InetAddress address = Addresses.v4(one.bytes(4));
                out.add(new NetworkInterfaceInfo(ifIndex, capability, linkSpeed, address));
            } else if (family == INTER_NETWORK_V6) {
                one.skip(4);
                InetAddress address = Addresses.v6(one.bytes(16));
                out.add(new NetworkInterfaceInfo(ifIndex, capability, linkSpeed, address));
            }
            if (next == 0) {
                return out;
            }
            if (next < LENGTH || (next & 7) != 0) {
                throw new MalformedMessageException("network interface of length " + next);
            }
            at += next;
        }
    }

    public static void encodeAll(WireWriter out, List<NetworkInterfaceInfo> interfaces) {
        for (int i = 0; i < interfaces.size(); i++) {
            NetworkInterfaceInfo one = interfaces.get(i);
            int start = out.position();
            out.u32(i + 1 < interfaces.size() ? LENGTH : 0).u32(one.ifIndex).u32(one.capability);
            out.u32(0).u64(one.linkSpeed);
            byte[] address = one.address.getAddress();
            if (address.length == 4) {
                out.u16(INTER_NETWORK).u16(0).bytes(address);
            } else {
                out.u16(INTER_NETWORK_V6).u16(0).u32(0).bytes(address);
            }
            out.zero(LENGTH - (out.position() - start));
        }
    }
}
