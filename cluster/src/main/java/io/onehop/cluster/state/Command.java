package io.onehop.cluster.state;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change that somebody wants the cluster to agree on. {@link Reducer} says what each does and
 * when it is refused.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.CreateCluster.class, name = "create-cluster"),
    @JsonSubTypes.Type(value = Command.ChangeSettings.class, name = "change-settings"),
    @JsonSubTypes.Type(value = Command.AddToken.class, name = "add-token"),
    @JsonSubTypes.Type(value = Command.AdmitNode.class, name = "admit-node"),
    @JsonSubTypes.Type(value = Command.NodeUp.class, name = "node-up"),
    @JsonSubTypes.Type(value = Command.NodeDown.class, name = "node-down"),
    @JsonSubTypes.Type(value = Command.PauseNode.class, name = "pause-node"),
    @JsonSubTypes.Type(value = Command.ResumeNode.class, name = "resume-node"),
    @JsonSubTypes.Type(value = Command.RemoveNode.class, name = "remove-node"),
    @JsonSubTypes.Type(value = Command.CreateVolume.class, name = "create-volume"),
    @JsonSubTypes.Type(value = Command.RemoveVolume.class, name = "remove-volume"),
    @JsonSubTypes.Type(value = Command.GiveVolume.class, name = "give-volume"),
    @JsonSubTypes.Type(value = Command.MoveVolume.class, name = "move-volume"),
    @JsonSubTypes.Type(value = Command.ReleaseVolume.class, name = "release-volume"),
    @JsonSubTypes.Type(value = Command.CancelMove.class, name = "cancel-move"),
    @JsonSubTypes.Type(value = Command.PutShare.class, name = "put-share"),
    @JsonSubTypes.Type(value = Command.RemoveShare.class, name = "remove-share"),
    @JsonSubTypes.Type(value = Command.AddUser.class, name = "add-user"),
    @JsonSubTypes.Type(value = Command.ChangeUser.class, name = "change-user"),
    @JsonSubTypes.Type(value = Command.RemoveUser.class, name = "remove-user"),
    @JsonSubTypes.Type(value = Command.AddConstraint.class, name = "add-constraint"),
    @JsonSubTypes.Type(value = Command.RemoveConstraint.class, name = "remove-constraint")
})
public sealed interface Command {
    /** The first command of a cluster. */
    record CreateCluster(UUID clusterId, String fileServerName, String dnsDomain, String domainSid)
            implements Command {}

    record ChangeSettings(Settings settings) implements Command {}

    /**
     * Lets one machine join.
     *
     * @param nowEpochSeconds the asking node's wall clock: tokens that have expired by it are
     *     dropped, as nobody can use them any more; 0 drops none
     */
    record AddToken(JoinToken token, long nowEpochSeconds) implements Command {}

    /**
     * Makes a node a member; with a token id the token is used up in the same step. The node is
     * down until it says otherwise.
     */
    record AdmitNode(
            String name,
            List<String> clientAddresses,
            String clusterAddress,
            Ports ports,
            @Nullable String tokenId)
            implements Command {}

    /**
     * A node started (again): what it owned under its earlier incarnation is given up, as it forgot
     * it.
     *
     * @param incarnation greater than any that this node used before
     */
    record NodeUp(
            String name,
            long incarnation,
            List<String> clientAddresses,
            String clusterAddress,
            Ports ports)
            implements Command {}

    /**
     * The leader heard nothing from this incarnation for longer than any lease that it granted: its
     * volumes have no owner now.
     */
    record NodeDown(String name, long incarnation) implements Command {}

    record PauseNode(String name) implements Command {}

    record ResumeNode(String name) implements Command {}

    /** Ends a membership; only of a node that owns nothing. */
    record RemoveNode(String name) implements Command {}

    record CreateVolume(
            String name, String path, boolean symmetric, List<String> nodes, List<String> preferred)
            implements Command {}

    /** Only a volume without shares. */
    record RemoveVolume(String name) implements Command {}

    /** Makes a node in service the owner of a volume that has none. */
    record GiveVolume(String name, String owner) implements Command {}

    /** Asks the present owner to hand over; the owner answers with {@link ReleaseVolume}. */
    record MoveVolume(String name, String target) implements Command {}

    /**
     * The owner of this epoch has stopped serving; the target of the move, if it is in service,
     * owns the volume now.
     *
     * @param unopened whether it never served it, because it could not open it; then nobody owns it
     *     until the leader has found one that may do better
     */
    record ReleaseVolume(String name, long epoch, boolean unopened) implements Command {
        public ReleaseVolume(String name, long epoch) {
            this(name, epoch, false);
        }
    }

    /** The present owner goes on. */
    record CancelMove(String name, long epoch) implements Command {}

    /** Creates a share or changes all of it. */
    record PutShare(ShareState share, boolean mustBeNew) implements Command {}

    record RemoveShare(String name) implements Command {}

    record AddUser(String name, String ntHash, boolean administrator) implements Command {
        @Override
        public String toString() {
            return "AddUser[name=" + name + "]";
        }
    }

    /** Null leaves a field as it is. */
    record ChangeUser(
            String name,
            @Nullable String ntHash,
            @Nullable Boolean administrator,
            @Nullable Boolean enabled)
            implements Command {
        @Override
        public String toString() {
            return "ChangeUser[name=" + name + "]";
        }
    }

    record RemoveUser(String name) implements Command {}

    /** Only one for each network of clients. */
    record AddConstraint(Constraint constraint) implements Command {}

    /**
     * @param clients the network of the clients, in any way of writing it
     */
    record RemoveConstraint(String clients) implements Command {}
}
