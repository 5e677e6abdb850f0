package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.List;

/** Opens or creates a file, directory or pipe. [MS-SMB2] 2.2.13, 2.2.14. */
public final class Create {
    public static final int IMPERSONATION_ANONYMOUS = 0;
    public static final int IMPERSONATION_IDENTIFICATION = 1;
    public static final int IMPERSONATION_IMPERSONATION = 2;
    public static final int IMPERSONATION_DELEGATE = 3;

    public static final int FILE_SHARE_READ = 0x01;
    public static final int FILE_SHARE_WRITE = 0x02;
    public static final int FILE_SHARE_DELETE = 0x04;

    public static final int FILE_SUPERSEDE = 0;
    public static final int FILE_OPEN = 1;
    public static final int FILE_CREATE = 2;
    public static final int FILE_OPEN_IF = 3;
    public static final int FILE_OVERWRITE = 4;
    public static final int FILE_OVERWRITE_IF = 5;

    public static final int FILE_DIRECTORY_FILE = 0x0000_0001;
    public static final int FILE_WRITE_THROUGH = 0x0000_0002;
    public static final int FILE_SEQUENTIAL_ONLY = 0x0000_0004;
    public static final int FILE_NO_INTERMEDIATE_BUFFERING = 0x0000_0008;
    public static final int FILE_SYNCHRONOUS_IO_ALERT = 0x0000_0010;
    public static final int FILE_SYNCHRONOUS_IO_NONALERT = 0x0000_0020;
    public static final int FILE_NON_DIRECTORY_FILE = 0x0000_0040;
    public static final int FILE_CREATE_TREE_CONNECTION = 0x0000_0080;
    public static final int FILE_COMPLETE_IF_OPLOCKED = 0x0000_0100;
    public static final int FILE_NO_EA_KNOWLEDGE = 0x0000_0200;
    public static final int FILE_OPEN_REMOTE_INSTANCE = 0x0000_0400;
    public static final int FILE_RANDOM_ACCESS = 0x0000_0800;
    public static final int FILE_DELETE_ON_CLOSE = 0x0000_1000;
    public static final int FILE_OPEN_BY_FILE_ID = 0x0000_2000;
    public static final int FILE_OPEN_FOR_BACKUP_INTENT = 0x0000_4000;
    public static final int FILE_NO_COMPRESSION = 0x0000_8000;
    public static final int FILE_OPEN_REQUIRING_OPLOCK = 0x0001_0000;
    public static final int FILE_DISALLOW_EXCLUSIVE = 0x0002_0000;
    public static final int FILE_RESERVE_OPFILTER = 0x0010_0000;
    public static final int FILE_OPEN_REPARSE_POINT = 0x0020_0000;
    public static final int FILE_OPEN_NO_RECALL = 0x0040_0000;
    public static final int FILE_OPEN_FOR_FREE_SPACE_QUERY = 0x0080_0000;

    public static final int FILE_SUPERSEDED = 0;
    public static final int FILE_OPENED = 1;
    public static final int FILE_CREATED = 2;
    public static final int FILE_OVERWRITTEN = 3;

    public static final int FLAG_REPARSEPOINT = 0x01;

    private Create() {}

    /**
     * [MS-SMB2] 2.2.13. Reserved fields (SecurityFlags, SmbCreateFlags) are not kept.
     *
     * @param requestedOplockLevel one of the LEVEL_ constants of {@link OplockBreak}
     * @param name relative to the share, without a leading backslash unless the client erred
     * @param contexts in the order and with the duplicates that came
     */
    public record Request(
            int requestedOplockLevel,
            int impersonationLevel,
            int desiredAccess,
            int fileAttributes,
            int shareAccess,
            int createDisposition,
            int createOptions,
            String name,
            List<CreateContext> contexts)
            implements io.onehop.wire.smb2.Request {
        public Request {
            contexts = List.copyOf(contexts);
        }

        @Override
        public Command command() {
            return Command.CREATE;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(57);
            in.skip(1);
            int requestedOplockLevel = in.u8();
            int impersonationLevel = in.i32();
            in.skip(16);
            int desiredAccess = in.i32();
            int fileAttributes = in.i32();
            int shareAccess = in.i32();
            int createDisposition = in.i32();
            int createOptions = in.i32();
            int nameOffset = in.u16();
            int nameLength = in.u16();
            long contextsOffset = in.u32();
            long contextsLength = in.u32();
            return new Request(
                    requestedOplockLevel,
                    impersonationLevel,
                    desiredAccess,
                    fileAttributes,
                    shareAccess,
                    createDisposition,
                    createOptions,
                    Body.utf16(in, nameOffset, nameLength),
                    CreateContexts.decodeRequest(Body.part(in, contextsOffset, contextsLength)));
        }

        @Override
        public void encode(WireWriter out) {
            int start = Body.start(out);
            out.u16(57).u8(0).u8(requestedOplockLevel).u32(impersonationLevel).zero(16);
            out.u32(desiredAccess).u32(fileAttributes).u32(shareAccess).u32(createDisposition);
            out.u32(createOptions).u16(Header.LENGTH + 56).u16(name.length() * 2);
            int contextsAt = out.position();
            out.u32(0).u32(0).utf16(name);
            CreateContexts.encode(out, start, contextsAt, contexts);
            Body.atLeastOneByte(out, name.isEmpty() && contexts.isEmpty());
        }
    }

    /**
     * [MS-SMB2] 2.2.14.
     *
     * @param oplockLevel one of the LEVEL_ constants of {@link OplockBreak}
     */
    public record Response(
            int oplockLevel,
            int flags,
            int createAction,
            OpenInformation information,
            FileId fileId,
            List<CreateContext> contexts)
            implements io.onehop.wire.smb2.Response {
        public Response {
            contexts = List.copyOf(contexts);
        }

        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(89);
            int oplockLevel = in.u8();
            int flags = in.u8();
            int createAction = in.i32();
            OpenInformation information = OpenInformation.decode(in);
            in.skip(4);
            FileId fileId = FileId.decode(in);
            long contextsOffset = in.u32();
            long contextsLength = in.u32();
            return new Response(
                    oplockLevel,
                    flags,
                    createAction,
                    information,
                    fileId,
                    CreateContexts.decodeResponse(Body.part(in, contextsOffset, contextsLength)));
        }

        @Override
        public void encode(WireWriter out) {
            int start = Body.start(out);
            out.u16(89).u8(oplockLevel).u8(flags).u32(createAction);
            information.encode(out);
            out.u32(0);
            fileId.encode(out);
            int contextsAt = out.position();
            out.u32(0).u32(0);
            CreateContexts.encode(out, start, contextsAt, contexts);
        }
    }
}
