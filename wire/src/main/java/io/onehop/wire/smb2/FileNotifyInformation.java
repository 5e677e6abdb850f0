package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * One change of a watched directory. [MS-FSCC] 2.7.1 (in lists of CHANGE_NOTIFY responses).
 *
 * @param fileName relative to the watched directory
 */
public record FileNotifyInformation(int action, String fileName) {
    public static final int ACTION_ADDED = 0x01;
    public static final int ACTION_REMOVED = 0x02;
    public static final int ACTION_MODIFIED = 0x03;
    public static final int ACTION_RENAMED_OLD_NAME = 0x04;
    public static final int ACTION_RENAMED_NEW_NAME = 0x05;
    public static final int ACTION_ADDED_STREAM = 0x06;
    public static final int ACTION_REMOVED_STREAM = 0x07;
    public static final int ACTION_MODIFIED_STREAM = 0x08;

    private static final int FIXED_LENGTH = 12;

    /** Reads a whole list; an empty buffer is an empty list. */
    public static List<FileNotifyInformation> decodeAll(WireReader in)
            throws MalformedMessageException {
        List<FileNotifyInformation> out = new ArrayList<>();
        if (in.length() == 0) {
            return out;
        }
        long at = 0;
        while (true) {
            long next = in.window(at, FIXED_LENGTH).u32();
            if (next != 0 && next < FIXED_LENGTH) {
                throw new MalformedMessageException("notify entry of length " + next);
            }
            // Entries may not overlap: a short message could stand for a very long list.
            WireReader one = in.window(at, next == 0 ? in.length() - at : next);
            one.skip(4);
            int action = one.i32();
            long length = one.u32();
            out.add(new FileNotifyInformation(action, one.utf16(length)));
            if (next == 0) {
                return out;
            }
            at += next;
        }
    }

    /** Bytes that the list takes; what a client's buffer must hold. */
    public static long lengthBytes(List<FileNotifyInformation> entries) {
        long total = 0;
        for (FileNotifyInformation entry : entries) {
            total = (total + 3) & -4L;
            total += FIXED_LENGTH + 2L * entry.fileName.length();
        }
        return total;
    }

    /** Writes a list, each entry aligned to 4 bytes. */
    public static void encodeAll(WireWriter out, List<FileNotifyInformation> entries) {
        int start = out.position();
        int last = -1;
        for (FileNotifyInformation entry : entries) {
            out.align(4, start);
            int at = out.position();
            if (last >= 0) {
                out.patchU32(last, at - last);
            }
            last = at;
            out.u32(0).u32(entry.action).u32(entry.fileName.length() * 2L).utf16(entry.fileName);
        }
    }
}
