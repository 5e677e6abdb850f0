package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** [MS-FSCC] 2.4.16.1: the name of an extended attribute that is wanted. */
public record FileGetEaInformation(String name) {
    private static final int MAX_ENTRIES = 4096;

    /** Reads all names of a list. */
    public static List<FileGetEaInformation> decodeList(WireReader in)
            throws MalformedMessageException {
        return EntryChain.decode(in, MAX_ENTRIES, FileGetEaInformation::decode);
    }

    private static FileGetEaInformation decode(WireReader in) throws MalformedMessageException {
        in.skip(4);
        return new FileGetEaInformation(new String(in.bytes(in.u8()), StandardCharsets.ISO_8859_1));
    }

    /** Writes one entry of an {@link EntryChain}. */
    public void encode(WireWriter out) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        out.u32(0).u8(bytes.length).bytes(bytes).u8(0);
    }
}
