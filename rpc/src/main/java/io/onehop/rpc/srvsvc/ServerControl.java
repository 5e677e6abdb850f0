package io.onehop.rpc.srvsvc;

import io.onehop.rpc.RpcCaller;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What administrators change through the server service; asked by any thread. A change of shares
 * returns at once and completes, with an outcome and never exceptionally, when it is in force.
 */
public interface ServerControl {
    /**
     * What can be set of a share; null leaves a thing as it is.
     *
     * @param maxUses the most connections, -1 without a limit
     * @param flags SHI1005 flags, [MS-SRVS] 2.2.4.29
     * @param securityDescriptor self-relative
     */
    record ShareChange(
            @Nullable String comment,
            @Nullable Integer maxUses,
            @Nullable Integer flags,
            byte @Nullable [] securityDescriptor) {}

    /**
     * What became of a change.
     *
     * @param status one of {@link NetStatus}
     * @param parameter which part of the share was wrong, [MS-SRVS] 2.2.2.11, or 0
     */
    record Outcome(int status, int parameter) {
        public static final int PARAMETER_NAME = 1;
        public static final int PARAMETER_TYPE = 3;
        public static final int PARAMETER_COMMENT = 4;
        public static final int PARAMETER_MAX_USES = 6;
        public static final int PARAMETER_PATH = 8;
        public static final int PARAMETER_SECURITY = 501;

        public static final Outcome SUCCESS = new Outcome(NetStatus.SUCCESS, 0);

        public static Outcome failed(int status) {
            return new Outcome(status, 0);
        }

        public static Outcome wrong(int parameter) {
            return new Outcome(NetStatus.INVALID_PARAMETER, parameter);
        }
    }

    /**
     * @param path as the shares of {@link ServerInventory} have it
     */
    CompletableFuture<Outcome> addShare(String name, String path, ShareChange properties);

    CompletableFuture<Outcome> changeShare(String name, ShareChange change);

    CompletableFuture<Outcome> removeShare(String name);

    /**
     * The answer to a question for a security descriptor.
     *
     * @param status one of {@link NetStatus}
     * @param descriptor self-relative, or null when there is a failure
     */
    record FileSecurity(int status, byte @Nullable [] descriptor) {}

    /**
     * What protects a file or directory, if the caller may see it.
     *
     * @param file its path in the share
     * @param information SECURITY_INFORMATION, [MS-DTYP] 2.4.7
     */
    FileSecurity fileSecurity(RpcCaller caller, String share, String file, int information);

    /**
     * Sets what protects a file or directory, if the caller may; a {@link NetStatus}.
     *
     * @param descriptor self-relative, not looked at yet
     */
    int setFileSecurity(
            RpcCaller caller, String share, String file, int information, byte[] descriptor);

    /** Ends the session; false when there is none. */
    boolean closeSession(ServerInventory.Session session);

    /** Closes an open file by the id that {@link ServerInventory#files} gave; false if unknown. */
    boolean closeFile(int id);
}
