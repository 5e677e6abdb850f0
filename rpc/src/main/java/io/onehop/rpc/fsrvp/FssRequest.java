package io.onehop.rpc.fsrvp;

import io.onehop.base.Limits;
import io.onehop.rpc.FaultStatus;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.wire.MalformedMessageException;
import java.util.List;
import java.util.UUID;

/**
 * What a client asks, a record for each method, in the order of opnums. [MS-FSRVP] 3.1.4. Names of
 * shares are in UNC form, as {@code \\server\share}, and reference pointers: they cannot be null.
 */
sealed interface FssRequest {
    /** No identifier: what NULL is for a GUID. */
    UUID NULL_ID = new UUID(0, 0);

    /** Opnum 0, [MS-FSRVP] 3.1.4.1. */
    record GetSupportedVersion() implements FssRequest {}

    /**
     * Opnum 1, [MS-FSRVP] 3.1.4.2.
     *
     * @param context one of CONTEXT_VALUES, [MS-FSRVP] 2.2.2.2
     */
    record SetContext(int context) implements FssRequest {}

    /** Opnum 2, [MS-FSRVP] 3.1.4.3. */
    record StartShadowCopySet(UUID clientShadowCopySetId) implements FssRequest {
        @Override
        public List<UUID> identifiers() {
            return List.of(clientShadowCopySetId);
        }
    }

    /** Opnum 3, [MS-FSRVP] 3.1.4.4. The client's own identifier is ignored, as in Windows. */
    record AddToShadowCopySet(UUID clientShadowCopyId, UUID shadowCopySetId, String shareName)
            implements FssRequest {
        @Override
        public List<UUID> identifiers() {
            return List.of(shadowCopySetId);
        }
    }

    /** A step towards shadow copies that a set has to have gone some way for. */
    sealed interface Step extends FssRequest {
        UUID shadowCopySetId();

        @Override
        default List<UUID> identifiers() {
            return List.of(shadowCopySetId());
        }
    }

    /** Opnum 4, [MS-FSRVP] 3.1.4.5. */
    record CommitShadowCopySet(UUID shadowCopySetId, long timeoutMillis) implements Step {}

    /** Opnum 5, [MS-FSRVP] 3.1.4.6. */
    record ExposeShadowCopySet(UUID shadowCopySetId, long timeoutMillis) implements Step {}

    /** Opnum 6, [MS-FSRVP] 3.1.4.7. */
    record RecoveryCompleteShadowCopySet(UUID shadowCopySetId) implements Step {}

    /** Opnum 7, [MS-FSRVP] 3.1.4.8. */
    record AbortShadowCopySet(UUID shadowCopySetId) implements FssRequest {
        @Override
        public List<UUID> identifiers() {
            return List.of(shadowCopySetId);
        }
    }

    /** Opnum 8, [MS-FSRVP] 3.1.4.9. */
    record IsPathSupported(String shareName) implements FssRequest {}

    /** Opnum 9, [MS-FSRVP] 3.1.4.10. */
    record IsPathShadowCopied(String shareName) implements FssRequest {}

    /** Opnum 10, [MS-FSRVP] 3.1.4.11. */
    record GetShareMapping(UUID shadowCopyId, UUID shadowCopySetId, String shareName, int level)
            implements FssRequest {
        static final int LEVEL_1 = 1;

        @Override
        public List<UUID> identifiers() {
            return List.of(shadowCopyId, shadowCopySetId);
        }
    }

    /** Opnum 11, [MS-FSRVP] 3.1.4.12. */
    record DeleteShareMapping(UUID shadowCopySetId, UUID shadowCopyId, String shareName)
            implements FssRequest {
        @Override
        public List<UUID> identifiers() {
            return List.of(shadowCopySetId, shadowCopyId);
        }
    }

    /** Opnum 12, [MS-FSRVP] 3.1.4.13. */
    record PrepareShadowCopySet(UUID shadowCopySetId, long timeoutMillis) implements Step {}

    /** The identifiers that must not be null. */
    default List<UUID> identifiers() {
        return List.of();
    }

    /** The name of a share, empty where the method has none. */
    default String shareName() {
        return "";
    }

    /**
     * Whether nothing is null that must not be, or longer than any name. Otherwise the answer is
     * E_INVALIDARG in any state. [MS-FSRVP] 3.1.4.
     */
    default boolean isValid() {
        return !identifiers().contains(NULL_ID)
                && shareName().length() <= Limits.MAX_FSRVP_SHARE_NAME_CHARS;
    }

    /**
     * Reads a request.
     *
     * @throws RpcFaultException when there is no such method
     */
    static FssRequest decode(int opnum, NdrReader in)
            throws MalformedMessageException, RpcFaultException {
        return switch (opnum) {
            case 0 -> new GetSupportedVersion();
            case 1 -> new SetContext(in.i32());
            case 2 -> new StartShadowCopySet(in.guid());
            case 3 -> new AddToShadowCopySet(in.guid(), in.guid(), in.string());
            case 4 -> new CommitShadowCopySet(in.guid(), in.u32());
            case 5 -> new ExposeShadowCopySet(in.guid(), in.u32());
            case 6 -> new RecoveryCompleteShadowCopySet(in.guid());
            case 7 -> new AbortShadowCopySet(in.guid());
            case 8 -> new IsPathSupported(in.string());
            case 9 -> new IsPathShadowCopied(in.string());
            case 10 -> new GetShareMapping(in.guid(), in.guid(), in.string(), in.i32());
            case 11 -> new DeleteShareMapping(in.guid(), in.guid(), in.string());
            case 12 -> new PrepareShadowCopySet(in.guid(), in.u32());
            default -> throw new RpcFaultException(FaultStatus.OP_RANGE_ERROR);
        };
    }
}
