package io.onehop.rpc;

import io.onehop.base.Limits;
import io.onehop.rpc.ndr.ContextHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The context handles of one interface and what each stands for. A handle is good in the
 * association that got it and in no other. Thread safe.
 */
public final class ContextHandles<T> {
    private final Map<Integer, Map<UUID, T>> associations = new HashMap<>();

    /** A handle for a target, or null when the association has as many as it may. */
    public synchronized @Nullable ContextHandle open(CallContext context, T target) {
        Map<UUID, T> mine =
                associations.computeIfAbsent(context.associationId(), id -> new HashMap<>());
        if (mine.size() >= Limits.MAX_RPC_CONTEXT_HANDLES) {
            return null;
        }
        ContextHandle handle = ContextHandle.of(UUID.randomUUID());
        mine.put(handle.id(), target);
        return handle;
    }

    /**
     * What a handle stands for.
     *
     * @throws RpcFaultException when it is none of the association's
     */
    public synchronized T get(CallContext context, ContextHandle handle) throws RpcFaultException {
        Map<UUID, T> mine = associations.get(context.associationId());
        T target = mine == null ? null : mine.get(handle.id());
        if (target == null) {
            throw new RpcFaultException(FaultStatus.CONTEXT_MISMATCH);
        }
        return target;
    }

    /**
     * Ends a handle.
     *
     * @throws RpcFaultException when it is none of the association's
     */
    public synchronized void close(CallContext context, ContextHandle handle)
            throws RpcFaultException {
        get(context, handle);
        associations.getOrDefault(context.associationId(), Map.of()).remove(handle.id());
    }

    /** Ends all handles of an association that is gone. */
    public synchronized void associationClosed(int associationId) {
        associations.remove(associationId);
    }
}
