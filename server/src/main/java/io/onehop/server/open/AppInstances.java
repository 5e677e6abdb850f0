package io.onehop.server.open;

import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.NtStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Opens by the application that they are for: one that was started anew on another client takes its
 * files from the client before. Thread safe; a file's lock is never taken while this one's is held.
 * [MS-SMB2] 3.3.5.9.13
 */
public final class AppInstances {
    /** Of an application; both halves are unsigned. [MS-SMB2] 2.2.13.2.15 */
    public record Version(long high, long low) {
        boolean isBefore(Version other) {
            int byHigh = Long.compareUnsigned(high, other.high);
            return byHigh == 0 ? Long.compareUnsigned(low, other.low) < 0 : byHigh < 0;
        }
    }

    /** Which application. [MS-SMB2] 2.2.13.2.13 */
    public record Instance(UUID id, @Nullable Version version) {}

    private final Map<UUID, List<Open>> opens = new HashMap<>();

    AppInstances() {}

    void add(UUID id, Open open) {
        synchronized (this) {
            opens.computeIfAbsent(id, any -> new ArrayList<>()).add(open);
        }
        if (!open.isOpen()) {
            remove(id, open);
        }
    }

    synchronized void remove(UUID id, Open open) {
        opens.computeIfPresent(
                id,
                (any, all) -> {
                    all.remove(open);
                    return all.isEmpty() ? null : all;
                });
    }

    private synchronized List<Open> of(UUID id) {
        return List.copyOf(opens.getOrDefault(id, List.of()));
    }

    /**
     * Closes the opens that the same application has of a file by way of other clients.
     *
     * @throws SmbException FILE_FORCED_CLOSED when such an open is of a version that is not older
     */
    public void takeOver(Open.Owner owner, OpenPlan.Name name, Instance instance)
            throws SmbException, VolumeException {
        List<Open> others =
                of(instance.id).stream()
                        .filter(open -> isOther(open, owner) && isOf(open, owner, name))
                        .toList();
        for (Open open : others) {
            Instance theirs = open.appInstance();
            Version before = theirs == null ? null : theirs.version;
            Version mine = instance.version;
            if (before != null && (mine == null || !before.isBefore(mine))) {
                throw new SmbException(NtStatus.FILE_FORCED_CLOSED);
            }
        }
        ServedVolume volume = owner.tree().volume();
        for (Open open : others) {
            int allowed =
                    volume.runtime()
                                    .rules()
                                    .maximalAccess(owner.session().identity(), open.stored())
                            & AccessMask.mapGeneric(owner.tree().maximalAccess());
            if ((allowed & AccessMask.FILE_GENERIC_READ) == AccessMask.FILE_GENERIC_READ) {
                volume.closeAll(List.of(open));
            }
        }
    }

    private static boolean isOther(Open open, Open.Owner owner) {
        return !open.session().client().clientGuid().equals(owner.session().client().clientGuid());
    }

    private static boolean isOf(Open open, Open.Owner owner, OpenPlan.Name name) {
        return open.tree().share().name().equalsIgnoreCase(owner.tree().share().name())
                && Paths.same(open.stored().path(), name.path())
                && open.mode().streamName().equalsIgnoreCase(name.stream());
    }
}
