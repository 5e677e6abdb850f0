package io.onehop.rpc.lsarpc;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who is known here: asked by any thread. Identifiers are text, as {@code S-1-5-21-...}. */
public interface SecurityAuthority {
    /**
     * A domain of accounts.
     *
     * @param dnsName and forest name are empty when the machine is in no directory
     */
    record Domain(String name, String sid, String dnsName, String forestName, UUID guid) {}

    /** A user or group in its domain. */
    record Account(SidUse use, String sid, String name, String domainName, String domainSid) {}

    /** The domain whose accounts this machine has. */
    Domain accountDomain();

    /** The domain that this machine is in; its own when it is in none. */
    Domain primaryDomain();

    /** An account by its name, in a domain when one is named; names have no case. */
    @Nullable Account byName(@Nullable String domain, String name);

    @Nullable Account bySid(String sid);
}
