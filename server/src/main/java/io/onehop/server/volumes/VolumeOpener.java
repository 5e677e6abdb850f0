package io.onehop.server.volumes;

import io.onehop.cluster.state.VolumeState;
import io.onehop.volume.Fence;
import io.onehop.volume.Volume;
import io.onehop.volume.VolumeException;

/** Opens the store of a volume. */
@FunctionalInterface
public interface VolumeOpener {
    /**
     * @param fence to ask before each system call
     */
    Volume open(VolumeState volume, Fence fence) throws VolumeException;
}
