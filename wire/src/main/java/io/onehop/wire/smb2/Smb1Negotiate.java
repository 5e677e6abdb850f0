package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The one message of SMB 1 that an SMB 2 server understands: it asks whether SMB 2 is spoken.
 * [MS-SMB2] 3.3.5.3, [MS-CIFS] 2.2.4.52.1.
 *
 * @param dialects the strings as offered
 */
public record Smb1Negotiate(List<String> dialects) {
    public static final String SMB_2_002 = "SMB 2.002";
    public static final String SMB_2_WILDCARD = "SMB 2.???";

    private static final int HEADER_LENGTH = 32;
    private static final int SMB_COM_NEGOTIATE = 0x72;
    private static final int BUFFER_FORMAT_DIALECT = 0x02;

    public Smb1Negotiate {
        dialects = List.copyOf(dialects);
    }

    public boolean offersSmb2002() {
        return dialects.contains(SMB_2_002);
    }

    public boolean offersWildcard() {
        return dialects.contains(SMB_2_WILDCARD);
    }

    /** Reads a frame that begins with {@link ProtocolId#SMB1}. */
    public static Smb1Negotiate decode(WireReader in) throws MalformedMessageException {
        ProtocolId.SMB1.expect(in);
        int command = in.u8();
        if (command != SMB_COM_NEGOTIATE) {
            throw new MalformedMessageException("SMB 1 command " + command);
        }
        in.seek(HEADER_LENGTH);
        int words = in.u8();
        if (words != 0) {
            throw new MalformedMessageException("SMB 1 NEGOTIATE with " + words + " words");
        }
        WireReader data = new WireReader(in.slice(in.u16()));
        List<String> dialects = new ArrayList<>();
        while (data.remaining() > 0) {
            Body.limit("dialects", dialects.size() + 1L, Limits.MAX_DIALECTS);
            int format = data.u8();
            if (format != BUFFER_FORMAT_DIALECT) {
                throw new MalformedMessageException("SMB 1 dialect of format " + format);
            }
            StringBuilder dialect = new StringBuilder();
            for (int c = data.u8(); c != 0; c = data.u8()) {
                dialect.append((char) c);
            }
            dialects.add(dialect.toString());
        }
        return new Smb1Negotiate(dialects);
    }

    /** Writes header and body. */
    public void encode(WireWriter out) {
        out.u32(ProtocolId.SMB1.value()).u8(SMB_COM_NEGOTIATE);
        // Status, Flags (canonical paths, no case), Flags2 (Unicode, NT status, long names).
        out.u32(0).u8(0x18).u16(0xC801).zero(12).u16(0xFFFF).u16(0).u16(0).u16(0);
        out.u8(0);
        int byteCountAt = out.position();
        out.u16(0);
        for (String dialect : dialects) {
            out.u8(BUFFER_FORMAT_DIALECT).ascii(dialect).u8(0);
        }
        out.patchU16(byteCountAt, out.position() - byteCountAt - 2);
    }
}
