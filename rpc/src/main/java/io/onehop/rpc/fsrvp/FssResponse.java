package io.onehop.rpc.fsrvp;

import io.onehop.rpc.ndr.NdrWriter;
import java.util.UUID;

/** The answers' stubs. [MS-FSRVP] 3.1.4. */
final class FssResponse {
    private FssResponse() {}

    /** What GetSupportedVersion tells. */
    static byte[] versions(int minVersion, int maxVersion) {
        return new NdrWriter().u32(minVersion).u32(maxVersion).u32(FssStatus.SUCCESS).toBytes();
    }

    /** What StartShadowCopySet gives. */
    static byte[] started(ShadowCopySets.Started started) {
        return identifier(started.shadowCopySetId(), started.status());
    }

    /**
     * A status, and zero, FALSE or null for whatever else the method gives: all that a method which
     * failed has to say, and most that one can say here which did not. No shadow copy present, with
     * success, is such an answer too.
     */
    static byte[] bare(FssRequest request, int status) {
        NdrWriter out = new NdrWriter();
        return switch (request) {
            case FssRequest.GetSupportedVersion _ -> out.u32(0).u32(0).u32(status).toBytes();
            case FssRequest.StartShadowCopySet _ -> identifier(FssRequest.NULL_ID, status);
            case FssRequest.AddToShadowCopySet _ -> identifier(FssRequest.NULL_ID, status);
            // SupportedByThisProvider, and a null pointer to OwnerMachineName.
            case FssRequest.IsPathSupported _ -> out.u32(0).u32(0).u32(status).toBytes();
            // ShadowCopyPresent and ShadowCopyCompatibility.
            case FssRequest.IsPathShadowCopied _ -> out.u32(0).u32(0).u32(status).toBytes();
            case FssRequest.GetShareMapping get -> noMapping(get.level(), status);
            case FssRequest.SetContext _,
                    FssRequest.AbortShadowCopySet _,
                    FssRequest.DeleteShareMapping _,
                    FssRequest.Step _ ->
                    out.u32(status).toBytes();
        };
    }

    private static byte[] identifier(UUID id, int status) {
        return new NdrWriter().guid(id).u32(status).toBytes();
    }

    /** FSSAGENT_SHARE_MAPPING; its default arm is empty. [MS-FSRVP] 2.2.3.1. */
    private static byte[] noMapping(int level, int status) {
        NdrWriter out = new NdrWriter().u32(level);
        if (level == FssRequest.GetShareMapping.LEVEL_1) {
            out.u32(0);
        }
        return out.u32(status).toBytes();
    }
}
