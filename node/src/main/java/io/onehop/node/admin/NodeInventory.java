package io.onehop.node.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node alone knows: who is connected to it and what they do. Thread safe; a list is a
 * snapshot. Ids are unique in the cluster (start them with the node's name or number).
 */
public interface NodeInventory {
    /**
     * A session of a client with this node.
     *
     * @param client address and port
     * @param dialect for example 3.1.1
     */
    record SessionInfo(
            String id,
            String node,
            String client,
            String user,
            String dialect,
            boolean signed,
            boolean encrypted,
            int channels,
            int opens,
            Instant since) {}

    /**
     * An open on a volume that this node owns.
     *
     * @param relayedBy the node that the client is on, or null when it is on this one
     * @param path backslash-separated, from the share's root
     * @param access for example read, write or read+write
     * @param connected false while a durable open waits for its client
     */
    record OpenInfo(
            String id,
            String node,
            String share,
            String path,
            String client,
            String user,
            String access,
            int locks,
            boolean connected,
            @Nullable String relayedBy,
            Instant since) {}

    /**
     * A registration with this node's witness service.
     *
     * @param client the client's computer name
     * @param address the data address that is watched
     * @param watches the node that has this address
     * @param share null when the client registered for all shares
     * @param version 1 or 2
     */
    record WitnessInfo(
            String id,
            String client,
            String node,
            String watches,
            String address,
            @Nullable String share,
            int version,
            Instant since) {}

    /**
     * A client's use of a share through this node, which is not the owner.
     *
     * @param node the node that the client is on
     * @param owner the node that serves it
     * @param reason why its requests are redirected, in words
     */
    record RedirectInfo(
            String client,
            String user,
            String share,
            String volume,
            String node,
            String owner,
            long readBytes,
            long writtenBytes,
            long requests,
            Instant since,
            String reason) {}

    /** One number of the metrics page; grows only. The name is in the style of Prometheus. */
    record Counter(String name, List<Label> labels, double value) {}

    record Label(String name, String value) {}

    List<SessionInfo> sessions();

    List<OpenInfo> opens();

    List<WitnessInfo> registrations();

    List<RedirectInfo> redirects();

    List<Counter> counters();

    /** Ends a session as if its client had gone; false when there is none. */
    boolean closeSession(String id);

    /** Closes an open, as an administrator may; false when there is none. */
    boolean closeOpen(String id);

    /**
     * Tells a client through its registrations here to move.
     *
     * @param client its computer name or its address
     * @param share only this share moves; null for all that it does
     * @return the registrations that were told
     */
    int witnessMove(String client, String targetNode, @Nullable String share);
}
