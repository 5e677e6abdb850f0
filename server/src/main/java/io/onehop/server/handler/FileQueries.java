package io.onehop.server.handler;

import io.onehop.server.open.Open;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.ShortNames;
import io.onehop.volume.StreamEntry;
import io.onehop.volume.VolumeException;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.fscc.EntryChain;
import io.onehop.wire.fscc.FileAccessInformation;
import io.onehop.wire.fscc.FileAlignmentInformation;
import io.onehop.wire.fscc.FileAllInformation;
import io.onehop.wire.fscc.FileAttributeTagInformation;
import io.onehop.wire.fscc.FileCompressionInformation;
import io.onehop.wire.fscc.FileEaInformation;
import io.onehop.wire.fscc.FileIdInformation;
import io.onehop.wire.fscc.FileInformationClass;
import io.onehop.wire.fscc.FileInternalInformation;
import io.onehop.wire.fscc.FileModeInformation;
import io.onehop.wire.fscc.FileNameInformation;
import io.onehop.wire.fscc.FilePositionInformation;
import io.onehop.wire.fscc.FileStreamInformation;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;

/** SMB2_0_INFO_FILE. [MS-SMB2] 3.3.5.20.1, [MS-FSA] 2.1.5.12 */
final class FileQueries {
    private FileQueries() {}

    static Reply query(Open open, QueryInfo.Request request) throws SmbException, VolumeException {
        FileInformationClass wanted = FileInformationClass.of(request.selector().fileInfoClass());
        if (wanted == null) {
            throw new SmbException(NtStatus.INVALID_INFO_CLASS);
        }
        long maxBytes = request.outputBufferLength();
        return switch (wanted) {
            case BASIC -> {
                open.require(AccessMask.FILE_READ_ATTRIBUTES);
                yield QueryInfoHandler.answer(FileView.of(open).basic(), maxBytes);
            }
            case STANDARD -> QueryInfoHandler.answer(FileView.of(open).standard(open), maxBytes);
            case INTERNAL ->
                    QueryInfoHandler.answer(
                            new FileInternalInformation(open.file().fileId()), maxBytes);
            case EA ->
                    QueryInfoHandler.answer(
                            new FileEaInformation(open.metadata().eaSize()), maxBytes);
            case ACCESS ->
                    QueryInfoHandler.answer(
                            new FileAccessInformation(open.mode().grantedAccess()), maxBytes);
            case POSITION ->
                    QueryInfoHandler.answer(new FilePositionInformation(open.position()), maxBytes);
            case MODE ->
                    QueryInfoHandler.answer(
                            new FileModeInformation(OpenState.of(open).mode()), maxBytes);
            case ALIGNMENT -> QueryInfoHandler.answer(new FileAlignmentInformation(0), maxBytes);
            case ALL -> QueryInfoHandler.answer(all(open), maxBytes);
            case ALTERNATE_NAME -> QueryInfoHandler.answer(alternateName(open), maxBytes);
            case STREAM -> streams(open, maxBytes);
            case FULL_EA -> EaQueries.query(open, request);
            case COMPRESSION -> QueryInfoHandler.answer(compression(open), maxBytes);
            case NETWORK_OPEN -> {
                open.require(AccessMask.FILE_READ_ATTRIBUTES);
                yield QueryInfoHandler.answer(FileView.of(open).networkOpen(), maxBytes);
            }
            case ATTRIBUTE_TAG -> QueryInfoHandler.answer(attributeTag(open), maxBytes);
            case NORMALIZED_NAME -> QueryInfoHandler.answer(normalizedName(open), maxBytes);
            case ID -> QueryInfoHandler.answer(id(open), maxBytes);
            // Files on a volume are no pipes, and the plain name is local.
            case NAME, PIPE, PIPE_LOCAL, PIPE_REMOTE ->
                    throw new SmbException(NtStatus.NOT_SUPPORTED);
            // Quotas are a kind of information of their own.
            case QUOTA -> throw new SmbException(NtStatus.INVALID_PARAMETER);
            case DIRECTORY,
                    FULL_DIRECTORY,
                    BOTH_DIRECTORY,
                    RENAME,
                    LINK,
                    NAMES,
                    DISPOSITION,
                    ALLOCATION,
                    END_OF_FILE,
                    ID_BOTH_DIRECTORY,
                    ID_FULL_DIRECTORY,
                    VALID_DATA_LENGTH,
                    SHORT_NAME,
                    ID_EXTD_DIRECTORY,
                    DISPOSITION_EX,
                    RENAME_EX,
                    ID_64_EXTD_DIRECTORY,
                    ID_64_EXTD_BOTH_DIRECTORY,
                    ID_ALL_EXTD_DIRECTORY,
                    ID_ALL_EXTD_BOTH_DIRECTORY ->
                    throw new SmbException(NtStatus.INVALID_INFO_CLASS);
        };
    }

    /** Units and chunks are those of NTFS; what the host's are is nobody's business. */
    private static FileCompressionInformation compression(Open open)
            throws SmbException, VolumeException {
        FileView view = FileView.of(open);
        if (!CompressionControls.isCompressed(view.metadata())) {
            return new FileCompressionInformation(view.endOfFile(), 0, 0, 0, 0);
        }
        return new FileCompressionInformation(
                view.allocationSize(),
                CompressionControls.FORMAT_LZNT1,
                CompressionControls.UNIT_SHIFT,
                CompressionControls.CLUSTER_SHIFT,
                CompressionControls.CLUSTER_SHIFT);
    }

    private static FileAttributeTagInformation attributeTag(Open open)
            throws SmbException, VolumeException {
        open.require(AccessMask.FILE_READ_ATTRIBUTES);
        FileView view = FileView.of(open);
        return new FileAttributeTagInformation(view.attributes(), view.metadata().reparseTag());
    }

    private static FileAllInformation all(Open open) throws SmbException, VolumeException {
        open.require(AccessMask.FILE_READ_ATTRIBUTES);
        FileView view = FileView.of(open);
        OpenState state = OpenState.of(open);
        return new FileAllInformation(
                view.basic(),
                view.standard(open),
                new FileAllInformation.Numbers(
                        open.file().fileId(),
                        view.metadata().eaSize(),
                        open.mode().grantedAccess(),
                        open.position(),
                        state.mode(),
                        0),
                new FileNameInformation("\\" + SharePaths.inShare(open)));
    }

    /** A name that is a short one already stands for itself. [MS-FSA] 2.1.5.12.5 */
    private static FileNameInformation alternateName(Open open) throws SmbException {
        String name = open.stored().path().name();
        if (name.isEmpty()) {
            throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND);
        }
        String generated = ShortNames.of(name);
        return new FileNameInformation(generated.isEmpty() ? name : generated);
    }

    private static FileNameInformation normalizedName(Open open)
            throws SmbException, VolumeException {
        if (!open.session().client().dialect().isAtLeast(Dialect.SMB_3_1_1)) {
            throw new SmbException(NtStatus.NOT_SUPPORTED);
        }
        return new FileNameInformation(SharePaths.normalized(open));
    }

    private static FileIdInformation id(Open open) throws SmbException, VolumeException {
        if (!open.session().client().dialect().isSmb3()) {
            throw new SmbException(NtStatus.NOT_SUPPORTED);
        }
        int serial = open.file().volume().volume().information().serialNumber();
        return new FileIdInformation(serial & 0xFFFF_FFFFL, open.file().fileId());
    }

    private static Reply streams(Open open, long maxBytes) throws SmbException, VolumeException {
        if (maxBytes < FileStreamInformation.LEAST_BYTES) {
            throw new SmbException(NtStatus.INFO_LENGTH_MISMATCH);
        }
        WireWriter out = new WireWriter();
        EntryChain chain = new EntryChain(out, (int) maxBytes, FileStreamInformation.ALIGNMENT);
        for (StreamEntry entry : open.stored().streams()) {
            FileStreamInformation stream =
                    FileStreamInformation.ofData(
                            entry.name(), entry.size(), entry.allocationSize());
            if (!chain.add(stream, FileStreamInformation::encode)) {
                return QueryInfoHandler.overflow(out.toBuffer());
            }
        }
        return Reply.of(new QueryInfo.Response(out.toBuffer()));
    }
}
