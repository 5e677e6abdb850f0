package io.onehop.rpc.witness;

import io.onehop.wire.MalformedMessageException;

/** The state of an interface or a resource. [MS-SWN] 2.2.2.3, 2.2.2.5. */
public enum ResourceState {
    UNKNOWN(0),
    AVAILABLE(1),
    UNAVAILABLE(0xFF);

    private final int code;

    ResourceState(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    static ResourceState of(int code) throws MalformedMessageException {
        for (ResourceState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new MalformedMessageException("resource state " + code);
    }
}
