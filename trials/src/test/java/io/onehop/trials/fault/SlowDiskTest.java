package io.onehop.trials.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.client.connection.Reply;
import io.onehop.trials.harness.Await;
import io.onehop.trials.harness.Clients;
import io.onehop.trials.harness.Tool;
import io.onehop.trials.harness.Trial;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import io.onehop.trials.harness.WireClient;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A disk that does nothing at all any more holds up what is on it, and nothing else. */
@Tag("fault")
@ExtendWith(Trial.class)
class SlowDiskTest {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final Duration COMMAND = Duration.ofSeconds(20);
    private static final long DISK_BYTES = 64L << 20;

    /** More than a volume has threads that may wait. */
    private static final int WRITES = 50;

    private static final int BYTES = 4096;

    @TempDir Path folder;
    private Path disk;

    @BeforeAll
    static void needsADisk() {
        Clients.needRoot();
        Clients.need("mkfs.ext4", "fsfreeze", "mount", "umount");
    }

    @BeforeEach
    void mount() throws IOException {
        Path image = folder.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(DISK_BYTES);
        }
        disk = Files.createDirectory(folder.resolve("disk"));
        run("mkfs.ext4", "-q", image.toString());
        run("mount", "-o", "loop", image.toString(), disk.toString());
    }

    @AfterEach
    void unmount(TrialCluster cluster) {
        Tool.of("fsfreeze", "-u", disk.toString()).run(COMMAND);
        cluster.onehop("share", "remove", "Slow-Share");
        cluster.onehop("volume", "remove", "Slow");
        run("umount", "-l", disk.toString());
    }

    private static void run(String... command) {
        Tool.of(command).run(COMMAND).expectOk();
    }

    @Test
    void otherVolumesGoOnInTheSameSession(TrialCluster cluster) throws IOException {
        cluster.onehop("volume", "create", "Slow", "--path", disk.toString());
        cluster.onehop("share", "create", "Slow-Share", "--volume", "Slow", "--kind", "general");
        Await.until("an owner of Slow", COMMAND, () -> cluster.owners().containsKey("Slow"));
        TrialNode node = cluster.owner("Slow");
        if (cluster.owner("Volume1") != node) {
            cluster.onehop("volume", "move", "Volume1", "--to", node.name());
        }
        try (WireClient slow =
                WireClient.on(node.address(), "Slow-Share", UUID.randomUUID(), PATIENCE_MILLIS)) {
            WireClient quick = slow.share("G1");
            FileId held = create(slow, "held");
            FileId free = create(quick, "free");
            byte[] piece = new byte[BYTES];
            assertThat(slow.writeNow(held, 0, piece)).isEqualTo(NtStatus.SUCCESS);
            run("fsfreeze", "-f", disk.toString());
            List<CompletableFuture<Reply>> waiting = new ArrayList<>();
            for (int i = 1; i <= WRITES; i++) {
                waiting.add(slow.write(held, (long) i * BYTES, piece));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(quick.writeNow(free, (long) i * BYTES, piece))
                        .isEqualTo(NtStatus.SUCCESS);
                assertThat(quick.readNow(free, (long) i * BYTES, BYTES)).isEqualTo(piece);
                FileId made = create(quick, "made" + i);
                assertThat(quick.call(new Close.Request(0, made)).status())
                        .isEqualTo(NtStatus.SUCCESS);
            }
            assertThat(waiting).as("the disk stood still").noneMatch(CompletableFuture::isDone);
            run("fsfreeze", "-u", disk.toString());
            for (CompletableFuture<Reply> each : waiting) {
                assertThat(WireClient.reply(each).status()).isEqualTo(NtStatus.SUCCESS);
            }
            assertThat(slow.readNow(held, (long) WRITES * BYTES, BYTES)).isEqualTo(piece);
        }
    }

    private static FileId create(WireClient client, String name) throws IOException {
        return client.open(
                        client.opening(name, Create.FILE_OVERWRITE_IF, 0, OplockBreak.LEVEL_NONE))
                .fileId();
    }
}
