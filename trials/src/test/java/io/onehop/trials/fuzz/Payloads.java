package io.onehop.trials.fuzz;

import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.FsctlCode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** What IOCTL, SET_INFO, and pipes carry: mostly of the right form, with values from a seed. */
final class Payloads {
    static final List<Integer> CONTROLS =
            List.of(
                    FsctlCode.DFS_GET_REFERRALS,
                    FsctlCode.DFS_GET_REFERRALS_EX,
                    FsctlCode.IS_PATHNAME_VALID,
                    FsctlCode.GET_COMPRESSION,
                    FsctlCode.SET_COMPRESSION,
                    FsctlCode.FILESYSTEM_GET_STATISTICS,
                    FsctlCode.GET_NTFS_VOLUME_DATA,
                    FsctlCode.GET_RETRIEVAL_POINTERS,
                    FsctlCode.SET_OBJECT_ID,
                    FsctlCode.GET_OBJECT_ID,
                    FsctlCode.DELETE_OBJECT_ID,
                    FsctlCode.SET_REPARSE_POINT,
                    FsctlCode.GET_REPARSE_POINT,
                    FsctlCode.DELETE_REPARSE_POINT,
                    FsctlCode.SET_OBJECT_ID_EXTENDED,
                    FsctlCode.CREATE_OR_GET_OBJECT_ID,
                    FsctlCode.SET_SPARSE,
                    FsctlCode.SET_ZERO_DATA,
                    FsctlCode.QUERY_ALLOCATED_RANGES,
                    FsctlCode.FILE_LEVEL_TRIM,
                    FsctlCode.OFFLOAD_READ,
                    FsctlCode.OFFLOAD_WRITE,
                    FsctlCode.GET_INTEGRITY_INFORMATION,
                    FsctlCode.SET_INTEGRITY_INFORMATION,
                    FsctlCode.QUERY_SHARED_VIRTUAL_DISK_SUPPORT,
                    FsctlCode.SVHDX_SYNC_TUNNEL_REQUEST,
                    FsctlCode.DUPLICATE_EXTENTS_TO_FILE,
                    FsctlCode.DUPLICATE_EXTENTS_TO_FILE_EX,
                    FsctlCode.STORAGE_QOS_CONTROL,
                    FsctlCode.QUERY_FILE_REGIONS,
                    FsctlCode.PIPE_PEEK,
                    FsctlCode.PIPE_WAIT,
                    FsctlCode.PIPE_TRANSCEIVE,
                    FsctlCode.SRV_REQUEST_RESUME_KEY,
                    FsctlCode.SRV_ENUMERATE_SNAPSHOTS,
                    FsctlCode.SRV_COPYCHUNK,
                    FsctlCode.SRV_COPYCHUNK_WRITE,
                    FsctlCode.SRV_READ_HASH,
                    FsctlCode.LMR_REQUEST_RESILIENCY,
                    FsctlCode.QUERY_NETWORK_INTERFACE_INFO,
                    FsctlCode.VALIDATE_NEGOTIATE_INFO,
                    FsctlCode.LMR_SET_LINK_TRACKING_INFORMATION);

    private static final List<UUID> INTERFACES =
            List.of(
                    UUID.fromString("4b324fc8-1670-01d3-1278-5a47bf6ee188"),
                    UUID.fromString("6bffd098-a112-3610-9833-46c3f87e345a"),
                    UUID.fromString("12345778-1234-abcd-ef00-0123456789ab"),
                    UUID.fromString("12345778-1234-abcd-ef00-0123456789ac"),
                    UUID.fromString("a8e0653c-2744-4389-a61d-7373df8b2292"));
    private static final UUID NDR = UUID.fromString("8a885d04-1ceb-11c9-9fe8-08002b104860");
    private static final int BIND = 11;
    private static final int ALTER = 14;
    private static final int MOST_OPNUM = 75;
    private static final int RESILIENT_MILLIS = 1_000;
    private static final int SECURITY_SELF_RELATIVE = 0x8004;

    private final Random random;

    Payloads(Random random) {
        this.random = random;
    }

    ByteBuffer noise(int most) {
        byte[] out = new byte[random.nextInt(most + 1)];
        random.nextBytes(out);
        return ByteBuffer.wrap(out);
    }

    /** An offset or length in or near a file of some hundred kilobytes. */
    long near() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 4096L * random.nextInt(64);
            case 2 -> random.nextInt(300_000);
            default -> random.nextInt(4_096);
        };
    }

    /** What a control takes. */
    ByteBuffer control(int code, Known known) {
        WireWriter out = new WireWriter();
        switch (code) {
            case FsctlCode.SET_COMPRESSION -> out.u16(random.nextInt(3));
            case FsctlCode.SET_SPARSE -> out.u8(random.nextInt(2));
            case FsctlCode.SET_ZERO_DATA, FsctlCode.QUERY_ALLOCATED_RANGES ->
                    out.u64(near()).u64(near());
            case FsctlCode.QUERY_FILE_REGIONS -> out.u64(near()).u64(near()).u32(1).u32(0);
            case FsctlCode.FILE_LEVEL_TRIM ->
                    out.u32(0).u32(2).u64(near()).u64(near()).u64(near()).u64(near());
            case FsctlCode.SET_OBJECT_ID -> out.bytes(new byte[64]);
            case FsctlCode.SET_OBJECT_ID_EXTENDED -> out.bytes(new byte[48]);
            case FsctlCode.SET_REPARSE_POINT -> symbolicLink(out);
            case FsctlCode.DELETE_REPARSE_POINT -> out.u32(0xA000000CL).u32(0);
            case FsctlCode.SET_INTEGRITY_INFORMATION -> out.u16(random.nextInt(3)).u16(0).u32(0);
            case FsctlCode.DUPLICATE_EXTENTS_TO_FILE -> {
                known.file().encode(out);
                out.u64(near()).u64(near()).u64(near());
            }
            case FsctlCode.DUPLICATE_EXTENTS_TO_FILE_EX -> {
                out.u64(48);
                known.file().encode(out);
                out.u64(near()).u64(near()).u64(near()).u32(random.nextInt(2)).u32(0);
            }
            case FsctlCode.SRV_COPYCHUNK, FsctlCode.SRV_COPYCHUNK_WRITE -> {
                int chunks = random.nextInt(4);
                out.bytes(known.resumeKey).u32(chunks).u32(0);
                for (int i = 0; i < chunks; i++) {
                    out.u64(near()).u64(near()).u32(random.nextInt(200_000)).u32(0);
                }
            }
            case FsctlCode.LMR_REQUEST_RESILIENCY ->
                    out.u32(random.nextInt(RESILIENT_MILLIS)).u32(0);
            case FsctlCode.VALIDATE_NEGOTIATE_INFO ->
                    out.u32(0x7F).guid(new UUID(1, 1)).u16(1).u16(1).u16(0x0302);
            case FsctlCode.PIPE_TRANSCEIVE -> out.bytes(rpc());
            case FsctlCode.PIPE_WAIT -> out.u64(10).u32(12).u8(1).u8(0).utf16("srvsvc");
            case FsctlCode.DFS_GET_REFERRALS -> out.u16(4).utf16("\\SOFS1\\Fuzz").u16(0);
            case FsctlCode.SRV_READ_HASH ->
                    out.u32(1).u32(1).u32(random.nextInt(3)).u32(4_096).u64(near());
            case FsctlCode.OFFLOAD_READ -> out.u32(32).u32(0).u32(0).u32(0).u64(0).u64(near());
            case FsctlCode.OFFLOAD_WRITE ->
                    out.u32(544).u32(0).u64(near()).u64(near()).u64(near()).bytes(new byte[512]);
            default -> out.bytes(noise(random.nextInt(3) == 0 ? 80 : 0));
        }
        return out.toBuffer();
    }

    private void symbolicLink(WireWriter out) {
        String target = random.nextBoolean() ? "..\\f" + random.nextInt(8) : "\\??\\C:\\x";
        int bytes = 2 * target.length();
        out.u32(0xA000000CL).u16(12 + 2 * bytes).u16(0);
        out.u16(0).u16(bytes).u16(bytes).u16(bytes).u32(random.nextInt(2));
        out.utf16(target).utf16(target);
    }

    /** A buffer for an information class of files. */
    ByteBuffer fileInformation(int level, String name) {
        WireWriter out = new WireWriter();
        switch (level) {
            case 4 -> out.u64(time()).u64(time()).u64(time()).u64(time()).u32(0x80).u32(0);
            case 10, 65 ->
                    out.u32(random.nextInt(2)).u32(0).u64(0).u32(2L * name.length()).utf16(name);
            case 11, 72 ->
                    out.u32(random.nextInt(2)).u32(0).u64(0).u32(2L * name.length()).utf16(name);
            case 13 -> out.u8(random.nextInt(2));
            case 64 -> out.u32(random.nextInt(32));
            case 14, 19, 20, 39 -> out.u64(near());
            case 15 -> extendedAttributes(out);
            case 16 -> out.u32(random.nextInt(64));
            case 23 -> out.u32(random.nextInt(2)).u32(random.nextInt(2));
            case 40 -> out.u32(2L * name.length()).utf16(name);
            default -> out.bytes(noise(64));
        }
        return out.toBuffer();
    }

    private long time() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> -random.nextInt(3);
            case 2 -> random.nextLong();
            default -> 132_000_000_000_000_000L + random.nextInt();
        };
    }

    void extendedAttributes(WireWriter out) {
        String name = "EA" + random.nextInt(10);
        byte[] value = FuzzLine.bytes(noise(60));
        out.u32(0).u8(0).u8(name.length()).u16(value.length).ascii(name).u8(0).bytes(value);
    }

    /** A descriptor with an owner and a DACL of some entries. */
    ByteBuffer securityDescriptor() {
        WireWriter acl = new WireWriter();
        int entries = random.nextInt(4);
        for (int i = 0; i < entries; i++) {
            acl.u8(random.nextInt(2)).u8(random.nextInt(32)).u16(20).u32(random.nextInt());
            sid(acl, random.nextBoolean() ? 0 : 11);
        }
        byte[] list = acl.toBytes();
        WireWriter out = new WireWriter();
        out.u8(1).u8(0).u16(SECURITY_SELF_RELATIVE).u32(20).u32(0).u32(0).u32(32);
        sid(out, 18);
        out.u8(2).u8(0).u16(8 + list.length).u16(entries).u16(0).bytes(list);
        return out.toBuffer();
    }

    private static void sid(WireWriter out, int relative) {
        boolean everyone = relative == 0;
        out.u8(1).u8(1).zero(5).u8(everyone ? 1 : 5).u32(relative);
    }

    /** A packet of DCE/RPC: a bind, a call, or part of one. */
    byte[] rpc() {
        WireWriter out = new WireWriter();
        boolean bind = random.nextInt(3) == 0;
        int type = bind ? (random.nextInt(4) == 0 ? ALTER : BIND) : 0;
        int marks = random.nextInt(6) == 0 ? random.nextInt(4) : 3;
        out.u8(5).u8(0).u8(type).u8(marks).u32(0x10).u16(0).u16(0).u32(random.nextInt(4));
        if (bind) {
            out.u16(4280).u16(4280).u32(0).u8(1).zero(3);
            out.u16(0).u8(1).u8(0);
            int which = random.nextInt(INTERFACES.size());
            out.guid(INTERFACES.get(which)).u16(which == 0 ? 3 : which == 2 ? 0 : 1).u16(0);
            out.guid(NDR).u16(2).u16(0);
        } else {
            out.u32(0).u16(0).u16(random.nextInt(MOST_OPNUM));
            for (int left = random.nextInt(14); left > 0; left--) {
                parameter(out);
            }
        }
        out.patchU16(8, out.position());
        return out.toBytes();
    }

    /** A number, a pointer with a text behind it, an empty handle, or noise. */
    private void parameter(WireWriter out) {
        switch (random.nextInt(6)) {
            case 0 -> out.u32(random.nextInt(12));
            case 1 -> out.u32(-1);
            case 2 -> {
                String text =
                        List.of("Fuzz", "\\\\SOFS1", "IPC$", "C:\\", "f1", "")
                                .get(random.nextInt(6));
                out.u32(0x20000L).u32(text.length() + 1L).u32(0).u32(text.length() + 1L);
                out.utf16(text).u16(0).align(4);
            }
            case 3 -> out.zero(20);
            case 4 -> out.u32(0);
            default -> out.bytes(noise(24)).align(4);
        }
    }
}
