package io.onehop.rpc;

import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.util.Arrays;
import java.util.UUID;

/**
 * The verification trailer that a client may put behind a request's stub, checked and cut off.
 * [MS-RPCE] 2.2.2.13.
 */
final class VerificationTrailer {
    private static final byte[] SIGNATURE = {
        (byte) 0x8a, (byte) 0xe3, 0x13, 0x71, 0x02, (byte) 0xf4, 0x36, 0x71
    };
    private static final int BITMASK = 1;
    private static final int PCONTEXT = 2;
    private static final int HEADER2 = 3;
    private static final int COMMAND_MASK = 0x3FFF;
    private static final int END = 0x4000;
    private static final int MUST_PROCESS = 0x8000;
    private static final int CLIENT_SUPPORTS_HEADER_SIGNING = 1;

    /** What the trailer must repeat. */
    record Expected(
            SyntaxId abstractSyntax,
            int callId,
            int contextId,
            int opnum,
            boolean headerSigningOffered) {}

    private VerificationTrailer() {}

    /**
     * The stub without its verification trailer.
     *
     * @throws RpcFaultException with access denied when the trailer does not fit the request
     */
    static byte[] strip(byte[] stub, Expected expected) throws RpcFaultException {
        int at = find(stub);
        if (at < 0) {
            return stub;
        }
        WireReader in = new WireReader(stub);
        boolean fits;
        try {
            in.seek(at + SIGNATURE.length);
            fits = commandsFit(in, expected);
        } catch (MalformedMessageException e) {
            // Cut short: the same answer as a trailer that does not fit.
            fits = false;
        }
        if (!fits) {
            throw new RpcFaultException(FaultStatus.ACCESS_DENIED);
        }
        return Arrays.copyOf(stub, at);
    }

    private static int find(byte[] stub) {
        for (int at = (stub.length - SIGNATURE.length) & ~3; at >= 0; at -= 4) {
            if (Arrays.equals(stub, at, at + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean commandsFit(WireReader in, Expected expected)
            throws MalformedMessageException {
        while (true) {
            int command = in.u16();
            int length = in.u16();
            WireReader body = in.window(in.position(), length);
            in.skip(length);
            boolean fits =
                    switch (command & COMMAND_MASK) {
                        case BITMASK -> bitmaskFits(body, expected);
                        case PCONTEXT -> contextFits(body, expected);
                        case HEADER2 -> headerFits(body, expected);
                        default -> (command & MUST_PROCESS) == 0;
                    };
            if (!fits) {
                return false;
            }
            if ((command & END) != 0) {
                return true;
            }
        }
    }

    private static boolean bitmaskFits(WireReader in, Expected expected)
            throws MalformedMessageException {
        return (in.i32() & CLIENT_SUPPORTS_HEADER_SIGNING) == 0 || expected.headerSigningOffered;
    }

    private static boolean contextFits(WireReader in, Expected expected)
            throws MalformedMessageException {
        return syntax(in).equals(expected.abstractSyntax) && syntax(in).equals(SyntaxId.NDR32);
    }

    private static boolean headerFits(WireReader in, Expected expected)
            throws MalformedMessageException {
        int type = in.u8();
        in.skip(3);
        int representation = in.i32();
        return type == 0
                && (representation & 0xFFFF) == 0x10
                && in.i32() == expected.callId
                && in.u16() == expected.contextId
                && in.u16() == expected.opnum;
    }

    private static SyntaxId syntax(WireReader in) throws MalformedMessageException {
        UUID uuid = in.guid();
        return new SyntaxId(uuid, in.u16(), in.u16());
    }
}
