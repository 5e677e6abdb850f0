package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What answers a request that failed, and, with STATUS_PENDING, one that will be answered later.
 * [MS-SMB2] 2.2.2.
 *
 * @param wrapped whether contexts have headers, as SMB 3.1.1 has it; without, there is at most one
 */
public record ErrorResponse(boolean wrapped, List<ErrorContext> contexts) implements Response {
    /** Nothing but the status in the header. */
    public static final ErrorResponse EMPTY = new ErrorResponse(false, List.of());

    static final int STRUCTURE_SIZE = 9;

    public ErrorResponse {
        contexts = List.copyOf(contexts);
        if (!wrapped && contexts.size() > 1) {
            throw new IllegalArgumentException(contexts.size() + " contexts without headers");
        }
    }

    public static ErrorResponse of(Dialect dialect, ErrorContext context) {
        return new ErrorResponse(dialect.isAtLeast(Dialect.SMB_3_1_1), List.of(context));
    }

    public static ErrorResponse decode(Header header, WireReader in)
            throws MalformedMessageException {
        in.structureSize(STRUCTURE_SIZE);
        int contextCount = in.u8();
        in.skip(1);
        long byteCount = in.u32();
        // Aligned as in the message: 8 bytes of the response precede the data.
        WireReader data = new WireReader(in.slice(byteCount));
        if (contextCount == 0 && byteCount == 0) {
            return EMPTY;
        }
        if (contextCount == 0) {
            return new ErrorResponse(
                    false, List.of(ErrorContext.decode(header.ntStatus(), 0, data)));
        }
        Body.limit("error contexts", contextCount, Limits.MAX_ERROR_CONTEXTS);
        List<ErrorContext> contexts = new ArrayList<>(contextCount);
        for (int i = 0; i < contextCount; i++) {
            data.align(8);
            long length = data.u32();
            int errorId = data.i32();
            WireReader one = new WireReader(data.slice(length));
            contexts.add(ErrorContext.decode(header.ntStatus(), errorId, one));
        }
        return new ErrorResponse(true, contexts);
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u8(wrapped ? contexts.size() : 0).u8(0);
        int byteCountAt = out.position();
        out.u32(0);
        int dataAt = out.position();
        for (ErrorContext context : contexts) {
            if (wrapped) {
                out.align(8, dataAt);
                int at = out.position();
                out.u32(0).u32(context.errorId());
                context.encodeData(out);
                out.patchU32(at, out.position() - at - 8);
            } else {
                context.encodeData(out);
            }
        }
        out.patchU32(byteCountAt, out.position() - dataAt);
        Body.atLeastOneByte(out, out.position() == dataAt);
    }
}
