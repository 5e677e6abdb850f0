package io.onehop.server.handler;

import io.onehop.server.open.Open;
import io.onehop.server.open.QuotaFile;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.fscc.EntryChain;
import io.onehop.wire.fscc.FileGetQuotaInformation;
import io.onehop.wire.fscc.FileQuotaInformation;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.QueryQuotaInfo;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * SMB2_0_INFO_QUOTA of volumes for which no quotas were ever turned on: nobody has an entry.
 * [MS-SMB2] 3.3.5.20.4, 3.3.5.21.4, [MS-FSA] 2.1.5.21, 2.1.5.22
 */
final class QuotaQueries {
    private static final int FIXED_BYTES = 40;

    private QuotaQueries() {}

    static Reply query(Open open, QueryInfo.Request request) throws SmbException {
        requireQuotaFile(open);
        QueryQuotaInfo asked = decode(request.input());
        if (!asked.sids().isEmpty()) {
            return empty(asked, request.outputBufferLength());
        }
        if (request.outputBufferLength() < FIXED_BYTES) {
            throw new SmbException(NtStatus.BUFFER_TOO_SMALL);
        }
        if (asked.startSid() != null) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        return new Reply.Success(
                NtStatus.NO_MORE_ENTRIES, new QueryInfo.Response(ByteBuffer.allocate(0)), null);
    }

    private static QueryQuotaInfo decode(ByteBuffer input) throws SmbException {
        try {
            return QueryQuotaInfo.decode(new WireReader(input));
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
    }

    /** An entry of zeros for each who is asked for by name. */
    private static Reply empty(QueryQuotaInfo asked, long maxBytes) throws SmbException {
        WireWriter out = new WireWriter();
        EntryChain chain = new EntryChain(out, (int) maxBytes, FileQuotaInformation.ALIGNMENT);
        List<FileGetQuotaInformation> sids = asked.sids();
        for (FileGetQuotaInformation each : asked.returnSingle() ? sids.subList(0, 1) : sids) {
            FileQuotaInformation entry = new FileQuotaInformation(0, 0, 0, 0, each.sid());
            if (!chain.add(entry, FileQuotaInformation::encode)) {
                break;
            }
        }
        if (chain.isEmpty()) {
            throw new SmbException(NtStatus.BUFFER_TOO_SMALL);
        }
        return Reply.of(new QueryInfo.Response(out.toBuffer()));
    }

    /** A limit that would not be kept is not taken. */
    static SmbException refusal(Open open) throws SmbException {
        requireQuotaFile(open);
        return new SmbException(
                open.session().identity().administrator()
                        ? NtStatus.NOT_SUPPORTED
                        : NtStatus.ACCESS_DENIED);
    }

    private static void requireQuotaFile(Open open) throws SmbException {
        if (!QuotaFile.is(open.stored().path())) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST);
        }
    }
}
