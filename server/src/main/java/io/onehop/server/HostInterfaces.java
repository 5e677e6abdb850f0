package io.onehop.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network interfaces of this machine, as its kernel describes them in {@code /sys/class/net}.
 * Any thread.
 */
final class HostInterfaces {
    /** Where the kernel describes them. */
    static final Path SYSTEM = Path.of("/sys/class/net");

    private static final Logger LOG = LoggerFactory.getLogger(HostInterfaces.class);

    /** Where an interface does not say its speed, as loopback and virtual ones. */
    private static final long UNKNOWN_SPEED_BITS = 1_000_000_000L;

    private static final long BITS_PER_MEGABIT = 1_000_000L;

    /** A bridge over a bond over VLANs; nobody has more. */
    private static final int MOST_LAYERS = 4;

    /**
     * An interface.
     *
     * @param speedBits in bits a second
     * @param spreads whether it spreads what it receives over several processors (RSS)
     */
    record Nic(int index, String name, long speedBits, boolean spreads) {}

    private final Path folder;

    /**
     * @param folder {@link #SYSTEM}, or what looks like it
     */
    HostInterfaces(Path folder) {
        this.folder = folder;
    }

    /** The interface that has an address, if it is up. */
    Optional<Nic> of(InetAddress address) throws SocketException {
        NetworkInterface found = NetworkInterface.getByInetAddress(address);
        if (found == null && address.isLoopbackAddress()) {
            // All of 127.0.0.0/8 belongs to it without being listed there.
            found = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        }
        return found == null || !found.isUp() || found.getIndex() <= 0
                ? Optional.empty()
                : Optional.of(described(found.getIndex(), found.getName()));
    }

    Nic described(int index, String name) {
        return new Nic(index, name, speedBits(name), spreads(folder.resolve(name), MOST_LAYERS));
    }

    private long speedBits(String name) {
        try {
            String text = Files.readString(folder.resolve(name).resolve("speed")).strip();
            long megabits = Long.parseLong(text);
            return megabits > 0 ? megabits * BITS_PER_MEGABIT : UNKNOWN_SPEED_BITS;
        } catch (IOException | NumberFormatException e) {
            LOG.trace("{} does not say its speed: {}", name, e.getMessage());
            return UNKNOWN_SPEED_BITS;
        }
    }

    /** By its receive queues; what lies upon other interfaces receives by theirs. */
    private static boolean spreads(Path nic, int layers) {
        try (DirectoryStream<Path> queues =
                Files.newDirectoryStream(nic.resolve("queues"), "rx-*")) {
            Iterator<Path> all = queues.iterator();
            if (all.hasNext()) {
                all.next();
                if (all.hasNext()) {
                    return true;
                }
            }
        } catch (IOException e) {
            LOG.trace("{} does not say its queues: {}", nic, e.getMessage());
        }
        try (DirectoryStream<Path> beneath = Files.newDirectoryStream(nic, "lower_*")) {
            for (Path lower : beneath) {
                if (layers > 0 && spreads(lower, layers - 1)) {
                    return true;
                }
            }
        } catch (IOException e) {
            LOG.trace("{} does not say what it lies upon: {}", nic, e.getMessage());
        }
        return false;
    }
}
