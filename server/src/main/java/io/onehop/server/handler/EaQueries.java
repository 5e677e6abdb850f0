package io.onehop.server.handler;

import io.onehop.base.FileTime;
import io.onehop.base.Limits;
import io.onehop.server.open.NotifyHub;
import io.onehop.server.open.Open;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.ExtendedAttribute;
import io.onehop.volume.MetadataChange;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.fscc.EntryChain;
import io.onehop.wire.fscc.FileFullEaInformation;
import io.onehop.wire.fscc.FileGetEaInformation;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** FileFullEaInformation. [MS-SMB2] 3.3.5.20.1, [MS-FSA] 2.1.5.12.10, 2.1.5.15.6 */
final class EaQueries {
    private EaQueries() {}

    static Reply query(Open open, QueryInfo.Request request) throws SmbException, VolumeException {
        open.require(AccessMask.FILE_READ_EA);
        List<FileFullEaInformation> stored = stored(open);
        if (stored.isEmpty()) {
            throw new SmbException(NtStatus.NO_EAS_ON_FILE);
        }
        boolean single = (request.flags() & QueryInfo.SL_RETURN_SINGLE_ENTRY) != 0;
        int maxBytes = (int) request.outputBufferLength();
        if (request.input().hasRemaining()) {
            List<FileFullEaInformation> named = named(stored, request);
            WireWriter out = new WireWriter();
            int count = write(single ? named.subList(0, 1) : named, maxBytes, out);
            return answer(out, count < named.size() && !single);
        }
        OpenState state = OpenState.of(open);
        int first = state.nextEa();
        if ((request.flags() & QueryInfo.SL_INDEX_SPECIFIED) != 0) {
            // Counted from 1.
            first = request.selector().additionalInformation() - 1;
            if (first < 0 || first > stored.size()) {
                throw new SmbException(NtStatus.NONEXISTENT_EA_ENTRY);
            }
        } else if ((request.flags() & QueryInfo.SL_RESTART_SCAN) != 0) {
            first = 0;
        }
        if (first >= stored.size()) {
            throw new SmbException(NtStatus.NO_MORE_EAS);
        }
        List<FileFullEaInformation> rest =
                stored.subList(first, single ? first + 1 : stored.size());
        WireWriter out = new WireWriter();
        int count = write(rest, maxBytes, out);
        state.nextEa(first + count);
        return answer(out, count < rest.size());
    }

    private static List<FileFullEaInformation> stored(Open open) throws VolumeException {
        List<FileFullEaInformation> out = new ArrayList<>();
        for (ExtendedAttribute ea : open.stored().extendedAttributes()) {
            out.add(
                    new FileFullEaInformation(
                            ea.flags(), ea.name().toUpperCase(Locale.ROOT), ea.value()));
        }
        out.sort(Comparator.comparing(FileFullEaInformation::name));
        return out;
    }

    /** Those that the client names; one that is not there has no value. */
    private static List<FileFullEaInformation> named(
            List<FileFullEaInformation> stored, QueryInfo.Request request) throws SmbException {
        List<FileGetEaInformation> names;
        try {
            names = FileGetEaInformation.decodeList(new WireReader(request.input()));
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.EA_LIST_INCONSISTENT);
        }
        List<FileFullEaInformation> out = new ArrayList<>();
        for (FileGetEaInformation wanted : names) {
            if (!FileFullEaInformation.isValidName(wanted.name())) {
                throw new SmbException(NtStatus.INVALID_EA_NAME);
            }
            String name = wanted.name().toUpperCase(Locale.ROOT);
            FileFullEaInformation found = new FileFullEaInformation(0, name, new byte[0]);
            for (FileFullEaInformation ea : stored) {
                found = ea.name().equals(name) ? ea : found;
            }
            out.add(found);
        }
        return out;
    }

    /** Writes as many as fit and returns how many. */
    private static int write(List<FileFullEaInformation> eas, int maxBytes, WireWriter out)
            throws SmbException {
        EntryChain chain = new EntryChain(out, maxBytes, FileFullEaInformation.ALIGNMENT);
        int count = 0;
        for (FileFullEaInformation ea : eas) {
            if (!chain.add(ea, FileFullEaInformation::encode)) {
                break;
            }
            count++;
        }
        if (count == 0) {
            throw new SmbException(NtStatus.BUFFER_TOO_SMALL);
        }
        return count;
    }

    private static Reply answer(WireWriter out, boolean more) {
        return more
                ? QueryInfoHandler.overflow(out.toBuffer())
                : Reply.of(new QueryInfo.Response(out.toBuffer()));
    }

    static void set(Open open, WireReader in) throws SmbException, VolumeException {
        open.require(AccessMask.FILE_WRITE_EA);
        List<FileFullEaInformation> given;
        try {
            given = FileFullEaInformation.decodeList(in);
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.EA_LIST_INCONSISTENT);
        }
        List<ExtendedAttribute> changes = new ArrayList<>();
        long bytes = 0;
        for (FileFullEaInformation ea : given) {
            if (!ea.isValid()) {
                throw new SmbException(NtStatus.INVALID_EA_NAME);
            }
            bytes += ea.name().length() + ea.value().length;
            changes.add(new ExtendedAttribute(ea.name(), ea.flags(), ea.value()));
        }
        if (bytes > Limits.MAX_EA_BYTES) {
            throw new SmbException(NtStatus.EA_TOO_LARGE);
        }
        open.stored().setExtendedAttributes(changes);
        long now = FileTime.of(open.file().volume().runtime().time().now());
        open.stored().change(new MetadataChange(null, null, null, now, null));
        open.file()
                .volume()
                .changed(
                        open,
                        open.stored().path(),
                        NotifyHub.MODIFIED,
                        ChangeNotify.FILE_NOTIFY_CHANGE_EA);
    }
}
