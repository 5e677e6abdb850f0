package io.onehop.rpc.ndr;

import java.util.UUID;

/** A context handle: attributes, which are always zero, and an id. [C706] 14.2.16.6, appendix N. */
public record ContextHandle(int attributes, UUID id) {
    /** The handle that stands for nothing. */
    public static final ContextHandle NULL = new ContextHandle(0, new UUID(0, 0));

    public static ContextHandle of(UUID id) {
        return new ContextHandle(0, id);
    }

    public boolean isNull() {
        return equals(NULL);
    }
}
