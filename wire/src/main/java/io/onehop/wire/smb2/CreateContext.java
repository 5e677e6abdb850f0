package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One entry of the list that CREATE carries. [MS-SMB2] 2.2.13.2, 2.2.14.2. Requests and responses
 * share names but not always bodies.
 */
public sealed interface CreateContext {
    /** The name on the wire, one character for each byte. */
    String name();

    /** Writes the data; nothing if there is none. */
    void encodeData(WireWriter out);

    String EA_BUFFER = "ExtA";
    String SD_BUFFER = "SecD";
    String DURABLE_HANDLE_REQUEST = "DHnQ";
    String DURABLE_HANDLE_RECONNECT = "DHnC";
    String ALLOCATION_SIZE = "AlSi";
    String QUERY_MAXIMAL_ACCESS = "MxAc";
    String TIMEWARP_TOKEN = "TWrp";
    String QUERY_ON_DISK_ID = "QFid";
    String REQUEST_LEASE = "RqLs";
    String DURABLE_HANDLE_REQUEST_V2 = "DH2Q";
    String DURABLE_HANDLE_RECONNECT_V2 = "DH2C";
    String APP_INSTANCE_ID = "E\u00BC\u00A6j\u00EF\u00A7\u00F7J\u0090\u0008\u00FAF.\u0014Mt";
    String APP_INSTANCE_VERSION =
            "\u00B9\u0082\u00D0\u00B7;V\u0007O\u00A0{RJ\u0081\u0016\u00A0\u0010";
    String SVHDX_OPEN_DEVICE_CONTEXT =
            "\u009C\u00CB\u00CF\u009E\u0004\u00C1\u00E6C\u0098\u000E\u0015\u008D\u00A1\u00F6\u00EC\u0083";

    int DHANDLE_FLAG_PERSISTENT = 0x0000_0002;

    int LEASE_FLAG_BREAK_IN_PROGRESS = 0x0000_0002;
    int LEASE_FLAG_PARENT_LEASE_KEY_SET = 0x0000_0004;

    /** Extended attributes as a list of FILE_FULL_EA_INFORMATION. [MS-SMB2] 2.2.13.2.1. */
    record ExtendedAttributes(ByteBuffer data) implements CreateContext {
        @Override
        public String name() {
            return EA_BUFFER;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.bytes(data);
        }
    }

    /** A security descriptor. [MS-SMB2] 2.2.13.2.2. */
    record SecurityDescriptor(ByteBuffer data) implements CreateContext {
        @Override
        public String name() {
            return SD_BUFFER;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.bytes(data);
        }
    }

    /** [MS-SMB2] 2.2.13.2.3. */
    record DurableHandleRequest() implements CreateContext {
        @Override
        public String name() {
            return DURABLE_HANDLE_REQUEST;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.zero(16);
        }
    }

    /** [MS-SMB2] 2.2.14.2.3. */
    record DurableHandleResponse() implements CreateContext {
        @Override
        public String name() {
            return DURABLE_HANDLE_REQUEST;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.zero(8);
        }
    }

    /** [MS-SMB2] 2.2.13.2.4. */
    record DurableHandleReconnect(FileId fileId) implements CreateContext {
        @Override
        public String name() {
            return DURABLE_HANDLE_RECONNECT;
        }

        @Override
        public void encodeData(WireWriter out) {
            fileId.encode(out);
        }
    }

    /** In bytes. [MS-SMB2] 2.2.13.2.6. */
    record AllocationSize(long allocationSize) implements CreateContext {
        @Override
        public String name() {
            return ALLOCATION_SIZE;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u64(allocationSize);
        }
    }

    /** With the FILETIME before which no answer is wanted, if any. [MS-SMB2] 2.2.13.2.5. */
    record QueryMaximalAccessRequest(OptionalLong timestamp) implements CreateContext {
        @Override
        public String name() {
            return QUERY_MAXIMAL_ACCESS;
        }

        @Override
        public void encodeData(WireWriter out) {
            timestamp.ifPresent(out::u64);
        }
    }

    /** [MS-SMB2] 2.2.14.2.5. */
    record QueryMaximalAccessResponse(NtStatus queryStatus, int maximalAccess)
            implements CreateContext {
        @Override
        public String name() {
            return QUERY_MAXIMAL_ACCESS;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u32(queryStatus.code()).u32(maximalAccess);
        }
    }

    /** FILETIME of the snapshot wanted. [MS-SMB2] 2.2.13.2.7. */
    record TimewarpToken(long timestamp) implements CreateContext {
        @Override
        public String name() {
            return TIMEWARP_TOKEN;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u64(timestamp);
        }
    }

    /** [MS-SMB2] 2.2.13.2.9. */
    record QueryOnDiskIdRequest() implements CreateContext {
        @Override
        public String name() {
            return QUERY_ON_DISK_ID;
        }

        @Override
        public void encodeData(WireWriter out) {}
    }

    /** [MS-SMB2] 2.2.14.2.9. */
    record QueryOnDiskIdResponse(long diskFileId, long volumeId) implements CreateContext {
        @Override
        public String name() {
            return QUERY_ON_DISK_ID;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u64(diskFileId).u64(volumeId).zero(16);
        }
    }

    /** Both ways. [MS-SMB2] 2.2.13.2.8, 2.2.14.2.10. */
    record Lease(UUID leaseKey, int leaseState, int leaseFlags) implements CreateContext {
        @Override
        public String name() {
            return REQUEST_LEASE;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.guid(leaseKey).u32(leaseState).u32(leaseFlags).u64(0);
        }
    }

    /** Both ways. [MS-SMB2] 2.2.13.2.10, 2.2.14.2.11. */
    record LeaseV2(UUID leaseKey, int leaseState, int flags, UUID parentLeaseKey, int epoch)
            implements CreateContext {
        @Override
        public String name() {
            return REQUEST_LEASE;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.guid(leaseKey).u32(leaseState).u32(flags).u64(0);
            out.guid(parentLeaseKey).u16(epoch).u16(0);
        }
    }

    /** [MS-SMB2] 2.2.13.2.11. */
    record DurableHandleRequestV2(long timeoutMillis, int flags, UUID createGuid)
            implements CreateContext {
        @Override
        public String name() {
            return DURABLE_HANDLE_REQUEST_V2;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u32(timeoutMillis).u32(flags).u64(0).guid(createGuid);
        }
    }

    /** [MS-SMB2] 2.2.14.2.12. */
    record DurableHandleResponseV2(long timeoutMillis, int flags) implements CreateContext {
        @Override
        public String name() {
            return DURABLE_HANDLE_REQUEST_V2;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u32(timeoutMillis).u32(flags);
        }
    }

    /** [MS-SMB2] 2.2.13.2.12. */
    record DurableHandleReconnectV2(FileId fileId, UUID createGuid, int flags)
            implements CreateContext {
        @Override
        public String name() {
            return DURABLE_HANDLE_RECONNECT_V2;
        }

        @Override
        public void encodeData(WireWriter out) {
            fileId.encode(out);
            out.guid(createGuid).u32(flags);
        }
    }

    /** [MS-SMB2] 2.2.13.2.13. */
    record AppInstanceId(UUID appInstanceId) implements CreateContext {
        @Override
        public String name() {
            return APP_INSTANCE_ID;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u16(20).u16(0).guid(appInstanceId);
        }
    }

    /** Two halves of an unsigned number. [MS-SMB2] 2.2.13.2.15. */
    record AppInstanceVersion(long high, long low) implements CreateContext {
        @Override
        public String name() {
            return APP_INSTANCE_VERSION;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u16(24).u16(0).u32(0).u64(high).u64(low);
        }
    }

    /** Opens a shared virtual disk. [MS-RSVD] 2.2.4.12, 2.2.4.31 to 2.2.4.33. */
    record SvhdxOpenDevice(ByteBuffer data) implements CreateContext {
        @Override
        public String name() {
            return SVHDX_OPEN_DEVICE_CONTEXT;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.bytes(data);
        }
    }

    /** A name that has no record here; a server ignores what it does not know. */
    record Unknown(String name, ByteBuffer data) implements CreateContext {
        @Override
        public void encodeData(WireWriter out) {
            out.bytes(data);
        }
    }

    /** Reads the data of a request's context. */
    static CreateContext decodeRequest(String name, WireReader in)
            throws MalformedMessageException {
        return switch (name) {
            case EA_BUFFER -> {
                Body.limit("bytes of attributes", in.length(), Limits.MAX_EA_BYTES);
                yield new ExtendedAttributes(rest(in));
            }
            case SD_BUFFER -> {
                int limit = Limits.MAX_SECURITY_DESCRIPTOR_BYTES;
                Body.limit("bytes of security descriptor", in.length(), limit);
                yield new SecurityDescriptor(rest(in));
            }
            case DURABLE_HANDLE_REQUEST -> {
                in.skip(16);
                yield new DurableHandleRequest();
            }
            case DURABLE_HANDLE_RECONNECT -> new DurableHandleReconnect(FileId.decode(in));
            case ALLOCATION_SIZE -> new AllocationSize(in.i64());
            case QUERY_MAXIMAL_ACCESS ->
                    new QueryMaximalAccessRequest(
                            in.length() == 0 ? OptionalLong.empty() : OptionalLong.of(in.i64()));
            case TIMEWARP_TOKEN -> new TimewarpToken(in.i64());
            case QUERY_ON_DISK_ID -> new QueryOnDiskIdRequest();
            case REQUEST_LEASE -> decodeLease(in);
            case DURABLE_HANDLE_REQUEST_V2 -> {
                long timeoutMillis = in.u32();
                int flags = in.i32();
                in.skip(8);
                yield new DurableHandleRequestV2(timeoutMillis, flags, in.guid());
            }
            case DURABLE_HANDLE_RECONNECT_V2 ->
                    new DurableHandleReconnectV2(FileId.decode(in), in.guid(), in.i32());
            case APP_INSTANCE_ID -> {
                in.structureSize(20);
                in.skip(2);
                yield new AppInstanceId(in.guid());
            }
            case APP_INSTANCE_VERSION -> {
                in.structureSize(24);
                in.skip(6);
                yield new AppInstanceVersion(in.i64(), in.i64());
            }
            case SVHDX_OPEN_DEVICE_CONTEXT -> new SvhdxOpenDevice(rest(in));
            default -> new Unknown(name, rest(in));
        };
    }

    /** Reads the data of a response's context. */
    static CreateContext decodeResponse(String name, WireReader in)
            throws MalformedMessageException {
        return switch (name) {
            case DURABLE_HANDLE_REQUEST -> {
                in.skip(8);
                yield new DurableHandleResponse();
            }
            case QUERY_MAXIMAL_ACCESS ->
                    new QueryMaximalAccessResponse(new NtStatus(in.i32()), in.i32());
            case QUERY_ON_DISK_ID -> {
                QueryOnDiskIdResponse out = new QueryOnDiskIdResponse(in.i64(), in.i64());
                in.skip(16);
                yield out;
            }
            case REQUEST_LEASE -> decodeLease(in);
            case DURABLE_HANDLE_REQUEST_V2 -> new DurableHandleResponseV2(in.u32(), in.i32());
            case SVHDX_OPEN_DEVICE_CONTEXT -> new SvhdxOpenDevice(rest(in));
            default -> new Unknown(name, rest(in));
        };
    }

    /** The length tells the two versions apart. */
    private static CreateContext decodeLease(WireReader in) throws MalformedMessageException {
        if (in.length() != 32 && in.length() != 52) {
            throw new MalformedMessageException("lease of " + in.length() + " bytes");
        }
        UUID leaseKey = in.guid();
        int leaseState = in.i32();
        int flags = in.i32();
        in.skip(8);
        return in.length() == 32
                ? new Lease(leaseKey, leaseState, flags)
                : new LeaseV2(leaseKey, leaseState, flags, in.guid(), in.u16());
    }

    private static ByteBuffer rest(WireReader in) throws MalformedMessageException {
        return Body.copy(in, in.remaining());
    }
}
