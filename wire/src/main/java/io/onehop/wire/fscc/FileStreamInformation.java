package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.List;

/**
 * [MS-FSCC] 2.4.49: one stream of a file.
 *
 * @param streamName with colons and type, as in ":name:$DATA"; sizes in bytes
 */
public record FileStreamInformation(long streamSize, long streamAllocationSize, String streamName) {
    /** Alignment of the entries of a list in bytes. */
    public static final int ALIGNMENT = 8;

    /** The smallest buffer for a list: the structure that C has, with one character. */
    public static final int LEAST_BYTES = 32;

    private static final int MAX_ENTRIES = 65_536;

    /** The entry of a data stream; the empty name is the unnamed one. */
    public static FileStreamInformation ofData(String name, long size, long allocationSize) {
        return new FileStreamInformation(size, allocationSize, ":" + name + ":$DATA");
    }

    /** Reads all streams of a list. */
    public static List<FileStreamInformation> decodeList(WireReader in)
            throws MalformedMessageException {
        return EntryChain.decode(in, MAX_ENTRIES, FileStreamInformation::decode);
    }

    private static FileStreamInformation decode(WireReader in) throws MalformedMessageException {
        in.skip(4);
        long nameLength = in.u32();
        return new FileStreamInformation(
                in.i64(), in.i64(), FileNameInformation.readName(in, nameLength));
    }

    /** Writes one entry of an {@link EntryChain}. */
    public void encode(WireWriter out) {
        out.u32(0).u32(2L * streamName.length()).u64(streamSize).u64(streamAllocationSize);
        out.utf16(streamName);
    }
}
