package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.open.Open;
import io.onehop.server.open.Paths;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.DirectoryEntry;
import io.onehop.volume.Metadata;
import io.onehop.volume.ShortNames;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.fscc.DirectoryInformation;
import io.onehop.wire.fscc.DirectoryInformation.Layout;
import io.onehop.wire.fscc.EntryChain;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryDirectory;

/** [MS-SMB2] 3.3.5.18 */
public final class QueryDirectoryHandler implements Handler<QueryDirectory.Request> {
    private static final int RESTARTS =
            QueryDirectory.FLAG_RESTART_SCANS | QueryDirectory.FLAG_REOPEN;

    @Override
    public Reply handle(QueryDirectory.Request request, RequestContext context)
            throws SmbException, VolumeException {
        Open open = context.open(request.fileId());
        long maxBytes = request.outputBufferLength();
        if (!open.mode().directory() || maxBytes > Limits.MAX_IO_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        open.require(AccessMask.FILE_LIST_DIRECTORY);
        Layout layout = Layout.of(request.fileInformationClass());
        if (layout == null) {
            throw new SmbException(NtStatus.INVALID_INFO_CLASS);
        }
        if (maxBytes < layout.fixedBytes()) {
            throw new SmbException(NtStatus.INFO_LENGTH_MISMATCH);
        }
        checkPattern(request.fileName());
        try (Use _ = open.enter()) {
            Enumeration enumeration = OpenState.of(open).enumeration();
            // Requests of one open go on one after the other.
            synchronized (enumeration) {
                if ((request.flags() & RESTARTS) != 0 || enumeration.isFresh()) {
                    enumeration.begin(request.fileName());
                    enumeration.prepare(new Opener(context), open.stored().path());
                }
                return list(request, layout, new Place(context, open, enumeration));
            }
        }
    }

    /** What a listing goes through, and for whom. */
    private record Place(RequestContext context, Open open, Enumeration enumeration) {}

    private static void checkPattern(String pattern) throws SmbException {
        if (pattern.length() > Limits.MAX_NAME_CHARS
                || pattern.chars().anyMatch(c -> c < 0x20 || c == '\\' || c == '/' || c == ':')) {
            throw new SmbException(NtStatus.OBJECT_NAME_INVALID);
        }
    }

    private static Reply list(QueryDirectory.Request request, Layout layout, Place place)
            throws SmbException, VolumeException {
        boolean single = (request.flags() & QueryDirectory.FLAG_RETURN_SINGLE_ENTRY) != 0;
        WireWriter out = new WireWriter();
        EntryChain chain =
                new EntryChain(
                        out, (int) request.outputBufferLength(), DirectoryInformation.ALIGNMENT);
        Enumeration enumeration = place.enumeration();
        boolean before = enumeration.anyFound();
        while (chain.isEmpty() || !single) {
            DirectoryEntry entry = enumeration.next(place.open().stored());
            if (entry == null) {
                break;
            }
            if (!isVisible(entry, place)) {
                continue;
            }
            if (!chain.add(information(entry, layout), (e, to) -> e.encode(layout, to))) {
                enumeration.putBack(entry);
                if (chain.isEmpty()) {
                    throw new SmbException(NtStatus.INFO_LENGTH_MISMATCH);
                }
                break;
            }
        }
        if (chain.isEmpty()) {
            throw new SmbException(before ? NtStatus.NO_MORE_FILES : NtStatus.NO_SUCH_FILE);
        }
        return Reply.of(new QueryDirectory.Response(out.toBuffer()));
    }

    private static DirectoryInformation information(DirectoryEntry entry, Layout layout) {
        Metadata metadata = entry.metadata();
        boolean dots = entry.name().equals(".") || entry.name().equals("..");
        return new DirectoryInformation(
                FileView.networkOpen(metadata),
                metadata.eaSize(),
                metadata.reparseTag(),
                metadata.fileId(),
                layout.hasShortName() && !dots ? ShortNames.of(entry.name()) : "",
                entry.name());
    }

    /** On a share with access-based enumeration only what the user may read is listed. */
    private static boolean isVisible(DirectoryEntry entry, Place place) throws VolumeException {
        if (!place.context().tree().share().accessBased()
                || entry.name().equals(".")
                || entry.name().equals("..")) {
            return true;
        }
        VolumePath path = place.open().stored().path().child(entry.name());
        try (StoredFile file = place.context().volume().volume().open(path)) {
            int rights =
                    place.context()
                            .volume()
                            .runtime()
                            .rules()
                            .maximalAccess(place.context().session().identity(), file);
            return (rights & AccessMask.FILE_GENERIC_READ) == AccessMask.FILE_GENERIC_READ;
        } catch (VolumeException e) {
            if (e.reason() == VolumeException.Reason.NAME_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Files of the volume; ".." of the share's own directory is that directory itself. */
    private static final class Opener implements Enumeration.Opener {
        private final RequestContext context;
        private final VolumePath root;

        Opener(RequestContext context) throws VolumeException {
            this.context = context;
            this.root = SharePaths.root(context.tree());
        }

        @Override
        public StoredFile open(VolumePath path) throws VolumeException {
            return context.volume().volume().open(path);
        }

        @Override
        public VolumePath parentOf(VolumePath path) {
            return Paths.isBelow(path, root) ? path.parent() : path;
        }
    }
}
