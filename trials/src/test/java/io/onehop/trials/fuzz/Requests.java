package io.onehop.trials.fuzz;

import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.fscc.FileInformationClass;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.QueryDirectory;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.SetInfo;
import io.onehop.wire.smb2.Write;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** Requests that a server may get from an honest client, of every command that needs a tree. */
final class Requests {
    private static final int IO_BYTES = 200_000;
    private static final int DURABLE_MILLIS = 1_000;
    private static final int[] LEVELS = {
        OplockBreak.LEVEL_NONE,
        OplockBreak.LEVEL_II,
        OplockBreak.LEVEL_EXCLUSIVE,
        OplockBreak.LEVEL_BATCH,
        OplockBreak.LEVEL_LEASE
    };
    private static final int[] ACCESS = {
        AccessMask.MAXIMUM_ALLOWED,
        AccessMask.FILE_ALL_ACCESS,
        AccessMask.FILE_GENERIC_READ,
        AccessMask.FILE_GENERIC_READ | AccessMask.FILE_GENERIC_WRITE | AccessMask.DELETE,
        AccessMask.GENERIC_ALL,
        AccessMask.FILE_READ_ATTRIBUTES
    };
    private static final String[] ODD_NAMES = {
        "a\\..\\b", "..", "*", "f?", "con", "\\x", "a:b:c:d", "\uD800", "$Extend", "x\0", "f1:", " "
    };
    private static final String[] PIPES = {"srvsvc", "wkssvc", "lsarpc", "samr", "FssagentRpc"};

    private final Random random;
    private final Known known;
    private final Payloads payloads;
    private final Supplier<String> folder;

    /** Makes requests for files in a folder of the share, which may be another one any time. */
    Requests(Random random, Known known, Supplier<String> folder) {
        this.random = random;
        this.known = known;
        this.folder = folder;
        this.payloads = new Payloads(random);
    }

    /** The next request on the tree of a share of files. */
    Request onDisk() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> create();
            case 4 -> new Close.Request(random.nextInt(2), known.closing());
            case 5 -> new Flush.Request(known.file());
            case 6, 7 -> read();
            case 8, 9 -> write(payloads.noise(random.nextInt(4) == 0 ? IO_BYTES : 2_000));
            case 10 -> lock();
            case 11, 12, 13 ->
                    control(Payloads.CONTROLS.get(random.nextInt(Payloads.CONTROLS.size())));
            case 14 -> new Echo.Request();
            case 15 -> directory();
            case 16 -> notification();
            case 17 -> query();
            case 18 -> change();
            default -> known.acknowledgment();
        };
    }

    /** The next request on the tree of pipes. */
    Request onPipes() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> create(PIPES[random.nextInt(PIPES.length)], List.of());
            case 2 -> new Close.Request(random.nextInt(2), known.closing());
            case 3 -> read();
            case 4 -> write(ByteBuffer.wrap(payloads.rpc()));
            case 5, 6 -> control(io.onehop.wire.smb2.FsctlCode.PIPE_TRANSCEIVE);
            default -> random.nextBoolean() ? query() : onDisk();
        };
    }

    /** The bytes that a request or its answer takes, for which credits are due. */
    static int bytes(Request request) {
        return switch (request) {
            case Read.Request read -> (int) Math.min(read.length(), IO_BYTES);
            case Write.Request write -> write.data().remaining();
            case QueryDirectory.Request query -> (int) query.outputBufferLength();
            case Ioctl.Request control -> (int) control.maxOutputResponse();
            case QueryInfo.Request query -> (int) query.outputBufferLength();
            case ChangeNotify.Request watch -> (int) watch.outputBufferLength();
            default -> 0;
        };
    }

    Request create() {
        return create(name(), contexts());
    }

    private Request create(String name, List<CreateContext> contexts) {
        boolean durable = !contexts.isEmpty() && random.nextBoolean();
        int options =
                switch (random.nextInt(8)) {
                    case 0 -> Create.FILE_DIRECTORY_FILE;
                    case 1 -> Create.FILE_DELETE_ON_CLOSE;
                    case 2 -> random.nextInt(3) == 0 ? 1 << random.nextInt(24) : 0;
                    case 3 -> Create.FILE_NON_DIRECTORY_FILE;
                    case 4 -> Create.FILE_OPEN_REPARSE_POINT;
                    default -> 0;
                };
        return new Create.Request(
                durable ? OplockBreak.LEVEL_LEASE : LEVELS[random.nextInt(LEVELS.length)],
                random.nextInt(10) == 0 ? random.nextInt(5) : 2,
                ACCESS[random.nextInt(ACCESS.length)],
                random.nextInt(4) == 0 ? 1 << random.nextInt(15) : 0,
                random.nextInt(3) == 0 ? random.nextInt(8) : 7,
                random.nextInt(3) == 0 ? random.nextInt(6) : Create.FILE_OPEN_IF,
                options,
                name,
                contexts);
    }

    /** One of few names, so that clients meet. */
    private String name() {
        String in = folder.get() + "\\";
        String file = in + "f" + random.nextInt(8);
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(8) == 0 ? "" : folder.get();
            case 1 -> in + "d" + random.nextInt(4);
            case 2 -> in + "d" + random.nextInt(4) + "\\f" + random.nextInt(8);
            case 3 -> file + ":s" + random.nextInt(4);
            case 4 -> file + "::$DATA";
            case 5 ->
                    (random.nextBoolean() ? in : "") + ODD_NAMES[random.nextInt(ODD_NAMES.length)];
            default -> file;
        };
    }

    private List<CreateContext> contexts() {
        List<CreateContext> out = new ArrayList<>();
        int count = random.nextBoolean() ? 0 : 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            CreateContext next = context();
            boolean twice = out.stream().anyMatch(c -> c.name().equals(next.name()));
            if (!twice || random.nextInt(20) == 0) {
                out.add(next);
            }
        }
        return out;
    }

    private CreateContext context() {
        UUID guid = random.nextBoolean() ? known.lastCreateGuid : new UUID(3, random.nextInt());
        int kind = random.nextInt(16);
        if ((kind == 3 || kind == 6 || kind == 12 || kind == 15) && random.nextInt(4) != 0) {
            kind = 9; // what there is nothing for leads no further
        }
        return switch (kind) {
            case 0 -> {
                WireWriter attributes = new WireWriter();
                payloads.extendedAttributes(attributes);
                yield new CreateContext.ExtendedAttributes(attributes.toBuffer());
            }
            case 1 -> new CreateContext.SecurityDescriptor(payloads.securityDescriptor());
            case 2 -> new CreateContext.DurableHandleRequest();
            case 3 -> new CreateContext.DurableHandleReconnect(known.former());
            case 4 -> new CreateContext.AllocationSize(payloads.near());
            case 5 ->
                    new CreateContext.QueryMaximalAccessRequest(
                            random.nextBoolean()
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(random.nextLong()));
            case 6 -> new CreateContext.TimewarpToken(random.nextLong());
            case 7 -> new CreateContext.QueryOnDiskIdRequest();
            case 8 -> new CreateContext.Lease(known.lease(), random.nextInt(8), 0);
            case 9, 10 ->
                    new CreateContext.LeaseV2(
                            known.lease(),
                            random.nextInt(8),
                            random.nextInt(3) == 0 ? 4 : 0,
                            known.lease(),
                            random.nextInt(4));
            case 11 -> {
                known.lastCreateGuid = guid;
                yield new CreateContext.DurableHandleRequestV2(
                        random.nextInt(DURABLE_MILLIS), random.nextInt(8) == 0 ? 2 : 0, guid);
            }
            case 12 -> new CreateContext.DurableHandleReconnectV2(known.former(), guid, 0);
            case 13 -> new CreateContext.AppInstanceId(new UUID(5, random.nextInt(3)));
            case 14 -> new CreateContext.AppInstanceVersion(random.nextInt(3), random.nextInt(3));
            default ->
                    random.nextBoolean()
                            ? new CreateContext.SvhdxOpenDevice(payloads.noise(80))
                            : new CreateContext.Unknown("Fuzz", payloads.noise(40));
        };
    }

    private Request read() {
        int bytes = random.nextInt(4) == 0 ? random.nextInt(IO_BYTES) : random.nextInt(4_096);
        return new Read.Request(
                Read.RESPONSE_DATA_OFFSET,
                random.nextInt(8) == 0 ? random.nextInt(4) : 0,
                bytes,
                payloads.near(),
                known.file(),
                random.nextInt(8) == 0 ? bytes : 0,
                channel());
    }

    private Read.Channel channel() {
        return random.nextInt(20) == 0
                ? new Read.Channel(random.nextInt(4), random.nextInt(100), payloads.noise(32))
                : Read.Channel.NONE;
    }

    private Request write(ByteBuffer data) {
        return new Write.Request(
                data, payloads.near(), known.file(), channel(), random.nextInt(4) / 2);
    }

    private Request lock() {
        List<Lock.Element> elements = new ArrayList<>();
        int[] flags = {0x01, 0x02, 0x04, 0x11, 0x12, 0x04};
        int kind = flags[random.nextInt(flags.length)];
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            int flag = random.nextInt(10) == 0 ? random.nextInt(32) : kind;
            elements.add(new Lock.Element(random.nextInt(8) * 16L, random.nextInt(3) * 16L, flag));
        }
        int sequence = random.nextInt(4) == 0 ? random.nextInt() : 0;
        return new Lock.Request(sequence, known.file(), elements);
    }

    private Request control(int code) {
        return new Ioctl.Request(
                code,
                known.file(),
                payloads.control(code, known),
                0,
                random.nextInt(5) == 0 ? random.nextInt(70_000) : 4_096,
                random.nextInt(40) == 0 ? 0 : Ioctl.FLAG_IS_FSCTL);
    }

    private Request directory() {
        int[] levels = {1, 2, 3, 12, 37, 38, 60, 78, 79, 80, 81};
        String[] patterns = {"*", "f*", "?1", "*.*", "<.\"x", "f1", "", "d>"};
        return new QueryDirectory.Request(
                levels[random.nextInt(levels.length)],
                random.nextInt(3) == 0 ? 1 << random.nextInt(5) : 0,
                random.nextInt(4),
                known.file(),
                patterns[random.nextInt(patterns.length)],
                random.nextInt(4) == 0 ? random.nextInt(70_000) : 4_096);
    }

    private Request notification() {
        int filter = random.nextInt(4) == 0 ? random.nextInt() : 0xFFF;
        return new ChangeNotify.Request(
                random.nextInt(2), random.nextInt(4_096), known.file(), filter);
    }

    private Request query() {
        int type = 1 + random.nextInt(4);
        ByteBuffer input = ByteBuffer.allocate(0);
        if (random.nextInt(4) == 0) {
            WireWriter list = new WireWriter();
            list.u32(0).u8(3).ascii("EA1").u8(0);
            input = random.nextBoolean() ? list.toBuffer() : payloads.noise(64);
        }
        return new QueryInfo.Request(
                new QueryInfo.Selector(type, level(type), random.nextInt(512)),
                known.file(),
                random.nextInt(4) == 0 ? random.nextInt(70_000) : 2_048,
                random.nextInt(8),
                input);
    }

    private int level(int type) {
        FileInformationClass[] all = FileInformationClass.values();
        return switch (type) {
            case QueryInfo.INFO_FILE -> all[random.nextInt(all.length)].level();
            case QueryInfo.INFO_FILESYSTEM -> 1 + random.nextInt(12);
            default -> random.nextInt(20) == 0 ? random.nextInt(256) : 0;
        };
    }

    private Request change() {
        int type = 1 + random.nextInt(4);
        int level = level(type);
        ByteBuffer buffer =
                switch (type) {
                    case QueryInfo.INFO_FILE -> payloads.fileInformation(level, name());
                    case QueryInfo.INFO_SECURITY -> payloads.securityDescriptor();
                    default -> payloads.noise(96);
                };
        int what = type == QueryInfo.INFO_SECURITY ? random.nextInt(16) : 0;
        return new SetInfo.Request(new QueryInfo.Selector(type, level, what), known.file(), buffer);
    }
}
