package io.onehop.rpc.epm;

import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tower of connection-oriented RPC over TCP: interface, transfer syntax, port, address. [C706]
 * appendix L. Fields of floors are little-endian but for port and address.
 */
public record Tower(SyntaxId syntax, SyntaxId transfer, int port, InetAddress address) {
    private static final int FLOORS = 5;
    private static final int UUID_FLOOR = 0x0D;
    private static final int RPC_CONNECTION_ORIENTED = 0x0B;
    private static final int TCP = 0x07;
    private static final int IP = 0x09;
    private static final int UUID_FLOOR_BYTES = 19;

    /** A tower in which only the interface is asked for. */
    public static Tower asking(SyntaxId syntax) {
        return new Tower(syntax, SyntaxId.NDR32, 0, any());
    }

    /**
     * Reads a tower.
     *
     * @throws MalformedMessageException when it is none, or one of other protocols
     */
    static Tower decode(byte[] octets) throws MalformedMessageException {
        WireReader in = new WireReader(octets);
        int floors = in.u16();
        if (floors != FLOORS) {
            throw new MalformedMessageException("tower of " + floors + " floors");
        }
        SyntaxId syntax = uuidFloor(in);
        SyntaxId transfer = uuidFloor(in);
        floor(in, RPC_CONNECTION_ORIENTED, 2);
        WireReader port = floor(in, TCP, 2);
        WireReader address = floor(in, IP, 4);
        return new Tower(syntax, transfer, (port.u8() << 8) | port.u8(), address(address.bytes(4)));
    }

    /** Reads a tower that may be one of other protocols, which nobody here speaks: then null. */
    public static @Nullable Tower orNull(byte[] octets) {
        try {
            return decode(octets);
        } catch (MalformedMessageException e) {
            return null;
        }
    }

    byte[] encode() {
        WireWriter out = new WireWriter();
        out.u16(FLOORS);
        uuidFloor(out, syntax);
        uuidFloor(out, transfer);
        out.u16(1).u8(RPC_CONNECTION_ORIENTED).u16(2).u16(0);
        out.u16(1).u8(TCP).u16(2).u8(port >>> 8).u8(port);
        // There is no floor for IPv6: zero means the address that the client already uses.
        byte[] ip = address instanceof Inet4Address ? address.getAddress() : new byte[4];
        return out.u16(1).u8(IP).u16(4).bytes(ip).toBytes();
    }

    private static SyntaxId uuidFloor(WireReader in) throws MalformedMessageException {
        int left = in.u16();
        int protocol = in.u8();
        if (left != UUID_FLOOR_BYTES || protocol != UUID_FLOOR) {
            throw new MalformedMessageException("floor " + protocol + " instead of a UUID");
        }
        UUID uuid = in.guid();
        int major = in.u16();
        int right = in.u16();
        if (right != 2) {
            throw new MalformedMessageException("minor version of " + right + " bytes");
        }
        return new SyntaxId(uuid, major, in.u16());
    }

    private static void uuidFloor(WireWriter out, SyntaxId syntax) {
        out.u16(UUID_FLOOR_BYTES).u8(UUID_FLOOR).guid(syntax.uuid()).u16(syntax.major());
        out.u16(2).u16(syntax.minor());
    }

    private static WireReader floor(WireReader in, int protocol, int bytes)
            throws MalformedMessageException {
        int left = in.u16();
        int found = in.u8();
        int right = in.u16();
        if (left != 1 || found != protocol || right != bytes) {
            throw new MalformedMessageException("floor " + found + " instead of " + protocol);
        }
        ByteBuffer value = in.slice(right);
        return new WireReader(value);
    }

    private static InetAddress any() {
        return address(new byte[4]);
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of a wrong length", e);
        }
    }
}
