package io.onehop.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
    @TempDir Path folder;

    private Path write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private SourceTree collect(String target, SourceTree.Need need) throws IOException {
        return SourceTree.collect(
                folder.resolve(target),
                need,
                folder.resolve("home"),
                List.of(folder.resolve("share"), folder.resolve("missing")),
                n -> {});
    }

    @Test
    void takesRealFilesWhoseNamesEveryClientCanUse() throws IOException {
        write("home/lib/modules", "abc");
        write("share/doc/one", "1");
        write("share/doc/Foo::Bar.3pm", "a colon");
        write("share/doc/ends.", "a dot at the end");
        write("share/Doc/two", "in a folder that differs in case only");
        Files.createSymbolicLink(folder.resolve("share/link"), folder.resolve("share/doc/one"));
        SourceTree tree = collect("source", new SourceTree.Need(3, 1, 1000));
        assertThat(tree.all())
                .containsEntry(
                        "jdk/lib/modules",
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(tree.all().keySet()).contains("share/Doc/two").hasSize(3);
        assertThat(tree.all().keySet()).noneMatch(n -> n.contains(":") || n.endsWith("."));
        assertThat(tree.all().keySet()).anyMatch(n -> n.startsWith("made/"));
        assertThat(tree.partBytes()).isEqualTo(3);
        assertThat(tree.partFiles()).containsOnlyKeys("lib/modules");
    }

    @Test
    void makesTheSameFilesEachTimeWhereThereAreNone() throws IOException {
        write("home/release", "25");
        SourceTree.Need need = new SourceTree.Need(12, 20 << 20, 1000);
        AtomicLong bytes = new AtomicLong();
        SourceTree one = collect("one", need);
        SourceTree two =
                SourceTree.collect(
                        folder.resolve("two"),
                        need,
                        folder.resolve("home"),
                        List.of(),
                        bytes::addAndGet);
        assertThat(one.all()).isEqualTo(two.all()).hasSizeGreaterThanOrEqualTo(12);
        assertThat(one.bytes()).isGreaterThanOrEqualTo(20 << 20).isEqualTo(bytes.get());
    }
}
