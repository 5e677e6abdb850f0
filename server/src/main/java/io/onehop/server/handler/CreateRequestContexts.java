package io.onehop.server.handler;

import io.onehop.server.serve.SmbException;
import io.onehop.volume.ExtendedAttribute;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.fscc.FileFullEaInformation;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The create contexts of one CREATE, sorted out. [MS-SMB2] 3.3.5.9.1 to 3.3.5.9.14 */
final class CreateRequestContexts {
    byte @Nullable [] security;
    long allocationSize;
    List<ExtendedAttribute> extendedAttributes = List.of();
    CreateContext.@Nullable QueryMaximalAccessRequest maximalAccess;
    boolean onDiskId;
    CreateContext.@Nullable Lease lease;
    CreateContext.@Nullable LeaseV2 leaseV2;

    boolean durableV1;
    CreateContext.@Nullable DurableHandleRequestV2 durableV2;
    CreateContext.@Nullable DurableHandleReconnect reconnectV1;
    CreateContext.@Nullable DurableHandleReconnectV2 reconnectV2;
    CreateContext.@Nullable AppInstanceId appInstance;
    CreateContext.@Nullable AppInstanceVersion appVersion;

    private final Dialect dialect;

    private CreateRequestContexts(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * @throws SmbException INVALID_PARAMETER for contexts that do not go together,
     *     OBJECT_NAME_NOT_FOUND for snapshots, which there are not
     */
    static CreateRequestContexts of(List<CreateContext> contexts, Dialect dialect)
            throws SmbException {
        CreateRequestContexts out = new CreateRequestContexts(dialect);
        Set<String> names = new HashSet<>();
        for (CreateContext context : contexts) {
            if (!names.add(context.name())) {
                throw new SmbException(NtStatus.INVALID_PARAMETER);
            }
            out.take(context);
        }
        boolean version1 = out.durableV1 || out.reconnectV1 != null;
        boolean version2 = out.durableV2 != null || out.reconnectV2 != null;
        boolean both = out.durableV2 != null && out.reconnectV2 != null;
        if ((version1 && version2) || both) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        return out;
    }

    /** Whether nothing is wanted but to be told more. */
    boolean onlyAsk() {
        return security == null
                && allocationSize == 0
                && extendedAttributes.isEmpty()
                && lease == null
                && leaseV2 == null
                && !durableV1
                && durableV2 == null
                && !reconnects()
                && appInstance == null
                && appVersion == null;
    }

    boolean reconnects() {
        return reconnectV1 != null || reconnectV2 != null;
    }

    private void take(CreateContext context) throws SmbException {
        switch (context) {
            case CreateContext.ExtendedAttributes c -> extendedAttributes = attributes(c.data());
            case CreateContext.SecurityDescriptor c -> security = bytes(c.data());
            case CreateContext.AllocationSize c -> {
                if (c.allocationSize() < 0) {
                    throw new SmbException(NtStatus.INVALID_PARAMETER);
                }
                allocationSize = c.allocationSize();
            }
            case CreateContext.QueryMaximalAccessRequest c -> maximalAccess = c;
            case CreateContext.QueryOnDiskIdRequest c -> onDiskId = true;
            case CreateContext.Lease c -> lease = c;
            case CreateContext.LeaseV2 c -> leaseV2 = c;
            case CreateContext.TimewarpToken c ->
                    throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND);
            case CreateContext.DurableHandleRequest c -> durableV1 = true;
            case CreateContext.DurableHandleReconnect c -> reconnectV1 = c;
            case CreateContext.DurableHandleRequestV2 c -> durableV2 = dialect.isSmb3() ? c : null;
            case CreateContext.DurableHandleReconnectV2 c ->
                    reconnectV2 = dialect.isSmb3() ? c : null;
            case CreateContext.AppInstanceId c -> appInstance = dialect.isSmb3() ? c : null;
            case CreateContext.AppInstanceVersion c ->
                    appVersion = dialect == Dialect.SMB_3_1_1 ? c : null;
            // Not supported, or not a request's: ignored as the specification has it.
            case CreateContext.SvhdxOpenDevice c -> {}
            case CreateContext.DurableHandleResponse c -> {}
            case CreateContext.DurableHandleResponseV2 c -> {}
            case CreateContext.QueryMaximalAccessResponse c -> {}
            case CreateContext.QueryOnDiskIdResponse c -> {}
            case CreateContext.Unknown c -> {}
        }
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] out = new byte[data.remaining()];
        data.duplicate().get(out);
        return out;
    }

    private static List<ExtendedAttribute> attributes(ByteBuffer data) throws SmbException {
        List<ExtendedAttribute> out = new ArrayList<>();
        if (!data.hasRemaining()) {
            return out;
        }
        try {
            ByteBuffer copy = data.slice().order(ByteOrder.LITTLE_ENDIAN);
            for (FileFullEaInformation each :
                    FileFullEaInformation.decodeList(new WireReader(copy))) {
                if (!each.isValid()) {
                    throw new SmbException(NtStatus.INVALID_EA_NAME);
                }
                if (each.value().length > 0) {
                    out.add(new ExtendedAttribute(each.name(), each.flags(), each.value()));
                }
            }
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.EA_LIST_INCONSISTENT);
        }
        return out;
    }
}
