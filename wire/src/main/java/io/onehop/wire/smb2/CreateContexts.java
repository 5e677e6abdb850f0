package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The list of create contexts. [MS-SMB2] 2.2.13.2, 2.2.14.2. */
final class CreateContexts {
    private static final int HEADER_LENGTH = 16;

    private CreateContexts() {}

    static List<CreateContext> decodeRequest(WireReader in) throws MalformedMessageException {
        return decode(in, CreateContext::decodeRequest);
    }

    static List<CreateContext> decodeResponse(WireReader in) throws MalformedMessageException {
        return decode(in, CreateContext::decodeResponse);
    }

    /** Writes the list, and its offset and length at {@code patchAt}; writes nothing if empty. */
    static void encode(WireWriter out, int start, int patchAt, List<CreateContext> contexts) {
        if (contexts.isEmpty()) {
            return;
        }
        out.align(8, start);
        int first = out.position();
        int last = -1;
        for (CreateContext context : contexts) {
            out.align(8, start);
            int at = out.position();
            if (last >= 0) {
                out.patchU32(last, at - last);
            }
            last = at;
            encode(out, context, at);
        }
        out.patchU32(patchAt, first - start).patchU32(patchAt + 4, out.position() - first);
    }

    private static void encode(WireWriter out, CreateContext context, int at) {
        String name = context.name();
        out.u32(0).u16(HEADER_LENGTH).u16(name.length()).u16(0).u16(0).u32(0);
        out.bytes(name.getBytes(StandardCharsets.ISO_8859_1));
        int nameEnd = out.position();
        out.align(8, at);
        int dataAt = out.position();
        context.encodeData(out);
        int length = out.position() - dataAt;
        if (length == 0) {
            out.truncate(nameEnd);
        } else {
            out.patchU16(at + 10, dataAt - at).patchU32(at + 12, length);
        }
    }

    private interface Decoder {
        CreateContext decode(String name, WireReader data) throws MalformedMessageException;
    }

    private static List<CreateContext> decode(WireReader in, Decoder decoder)
            throws MalformedMessageException {
        List<CreateContext> out = new ArrayList<>();
        if (in.length() == 0) {
            return out;
        }
        long at = 0;
        while (true) {
            Body.limit("create contexts", out.size() + 1L, Limits.MAX_CREATE_CONTEXTS);
            WireReader header = in.window(at, HEADER_LENGTH);
            long next = header.u32();
            if (next != 0 && (next < HEADER_LENGTH || (next & 7) != 0)) {
                throw new MalformedMessageException("create context of length " + next);
            }
            WireReader one = in.window(at, next == 0 ? in.length() - at : next);
            out.add(decodeOne(one, decoder));
            if (next == 0) {
                return out;
            }
            at += next;
        }
    }

    private static CreateContext decodeOne(WireReader in, Decoder decoder)
            throws MalformedMessageException {
        in.skip(4);
        int nameOffset = in.u16();
        int nameLength = in.u16();
        in.skip(2);
        int dataOffset = in.u16();
        long dataLength = in.u32();
        if (nameLength < 4 || ((nameOffset | dataOffset) & 7) != 0) {
            throw new MalformedMessageException("create context's name or data misplaced");
        }
        byte[] name = Body.part(in, nameOffset, nameLength).bytes(nameLength);
        WireReader data = Body.part(in, dataOffset, dataLength);
        return decoder.decode(new String(name, StandardCharsets.ISO_8859_1), data);
    }
}
