package io.onehop.rpc.fsrvp;

import io.onehop.base.TimeSource;
import io.onehop.rpc.CallContext;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.RpcInterface;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import java.net.InetAddress;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The file server remote VSS service, by which backup programs make shadow copies of shares.
 * [MS-FSRVP] 3.1.4. This server makes none yet: sets are started and aborted, and every share is
 * refused.
 *
 * <p>IsPathSupported refuses with FSRVP_E_NOT_SUPPORTED and not with SupportedByThisProvider FALSE
 * and success: [MS-FSRVP] 3.1.4.9 has the server fail the call so for a store that shadow copies
 * are not supported of, and knows no answer with FALSE. AddToShadowCopySet does the same, before it
 * looks at the set. [MS-FSRVP] 3.1.4.4.
 *
 * <p>The sets are those of one node: another node has its own, as another server would.
 *
 * <p>Thread safe if the shares are: one lock around the sets.
 */
public final class FileServerVssAgent implements RpcInterface {
    /** [MS-FSRVP] 1.9; the version is the one of the IDL, 2.1 says 3.0. */
    public static final SyntaxId SYNTAX =
            new SyntaxId(UUID.fromString("a8e0653c-2744-4389-a61d-7373df8b2292"), 1, 0);

    /** FSRVP_RPC_VERSION_1, the only one. [MS-FSRVP] 2.2.2.4. */
    private static final int VERSION_1 = 1;

    private final Object lock = new Object();
    private final ShadowCopySets sets = new ShadowCopySets(UUID::randomUUID);
    private final Predicate<String> shares;
    private final TimeSource time;

    /**
     * @param shares whether there is a share of files of a name, in any case; asked by any thread
     */
    public FileServerVssAgent(Predicate<String> shares, TimeSource time) {
        this.shares = shares;
        this.time = time;
    }

    @Override
    public SyntaxId syntax() {
        return SYNTAX;
    }

    /** Whoever may not call is answered with a code and not with a fault. [MS-FSRVP] 3.1.4. */
    @Override
    public boolean needsCaller() {
        return false;
    }

    @Override
    public CompletableFuture<byte[]> call(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        FssRequest request = FssRequest.decode(opnum, in);
        byte[] answer;
        if (!mayCall(context)) {
            answer = FssResponse.bare(request, FssStatus.ACCESS_DENIED);
        } else if (!request.isValid()) {
            answer = FssResponse.bare(request, FssStatus.INVALID_ARGUMENT);
        } else {
            answer = answer(request, context);
        }
        return CompletableFuture.completedFuture(answer);
    }

    /**
     * Calls must be signed or sealed themselves, whatever SMB does with the named pipe's messages;
     * and Windows wants a member of Administrators or Backup Operators. [MS-FSRVP] 3.1.4. A user of
     * the cluster is an administrator, who has the privileges of both, or a member of neither.
     */
    private static boolean mayCall(CallContext context) {
        return context.level().atLeast(AuthLevel.INTEGRITY) && context.caller().administrator();
    }

    private byte[] answer(FssRequest request, CallContext context) {
        return switch (request) {
            case FssRequest.GetSupportedVersion _ -> FssResponse.versions(VERSION_1, VERSION_1);
            case FssRequest.SetContext set -> {
                InetAddress client = context.peer().remote().getAddress();
                yield bare(request, now -> sets.setContext(set.context(), client, now));
            }
            case FssRequest.StartShadowCopySet _ -> FssResponse.started(onSets(sets::start));
            case FssRequest.AddToShadowCopySet add ->
                    FssResponse.bare(request, refusal(add.shareName()));
            case FssRequest.Step step ->
                    bare(request, now -> sets.step(step.shadowCopySetId(), now));
            case FssRequest.AbortShadowCopySet abort ->
                    bare(request, now -> sets.abort(abort.shadowCopySetId(), now));
            case FssRequest.IsPathSupported path ->
                    FssResponse.bare(request, refusal(path.shareName()));
            case FssRequest.IsPathShadowCopied path ->
                    FssResponse.bare(
                            request,
                            hasShare(path.shareName())
                                    ? FssStatus.SUCCESS
                                    : FssStatus.OBJECT_NOT_FOUND);
            case FssRequest.GetShareMapping get ->
                    get.level() == FssRequest.GetShareMapping.LEVEL_1
                            ? bare(request, now -> sets.step(get.shadowCopySetId(), now))
                            : FssResponse.bare(request, FssStatus.INVALID_ARGUMENT);
            case FssRequest.DeleteShareMapping delete ->
                    bare(request, now -> sets.deleteMapping(delete.shadowCopySetId(), now));
        };
    }

    private byte[] bare(FssRequest request, LongFunction<Integer> status) {
        return FssResponse.bare(request, onSets(status));
    }

    private <T> T onSets(LongFunction<T> call) {
        synchronized (lock) {
            return call.apply(time.nanos());
        }
    }

    /** Why there can be no shadow copy of a share. */
    private int refusal(String unc) {
        return hasShare(unc) ? FssStatus.NOT_SUPPORTED : FssStatus.OBJECT_NOT_FOUND;
    }

    private boolean hasShare(String unc) {
        String name = nameIn(unc);
        return name != null && shares.test(name);
    }

    /**
     * The share in {@code \\server\share}; any server name is ours. Windows puts a backslash
     * behind.
     */
    private static @Nullable String nameIn(String unc) {
        int split = unc.indexOf('\\', 2);
        if (!unc.startsWith("\\\\") || split <= 2) {
            return null;
        }
        String name = unc.substring(split + 1);
        if (name.endsWith("\\")) {
            name = name.substring(0, name.length() - 1);
        }
        return name.isEmpty() || name.indexOf('\\') >= 0 ? null : name;
    }
}
