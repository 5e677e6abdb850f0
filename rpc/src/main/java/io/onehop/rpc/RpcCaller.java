package io.onehop.rpc;

/**
 * Who makes a call.
 *
 * @param sid the user's security identifier as text, empty when there is none
 */
public record RpcCaller(
        String domain, String user, String sid, boolean anonymous, boolean administrator) {
    /** A client that did not say who it is. */
    public static final RpcCaller ANONYMOUS =
            new RpcCaller("NT AUTHORITY", "ANONYMOUS LOGON", "S-1-5-7", true, false);
}
