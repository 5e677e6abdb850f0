package io.onehop.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemotePathTest {
    @Test
    void readsServerShareAndPath() throws CliException {
        assertThat(RemotePath.parse("//SOFS1/CSV1-Share/a/b c"))
                .isEqualTo(new RemotePath("SOFS1", "CSV1-Share", "a/b c"));
        assertThat(RemotePath.parse("\\\\SOFS1\\CSV1-Share\\a"))
                .isEqualTo(new RemotePath("SOFS1", "CSV1-Share", "a"));
        assertThat(RemotePath.parse("//SOFS1/CSV1-Share").path()).isEmpty();
    }

    @Test
    void knowsTheLastName() throws CliException {
        assertThat(RemotePath.parse("//s/share/a/b").name()).isEqualTo("b");
        assertThat(RemotePath.parse("//s/share/a/b/").name()).isEqualTo("b");
        assertThat(RemotePath.parse("//s/share/").name()).isEqualTo("share");
    }

    @Test
    void namesAnEntryOfADirectory() throws CliException {
        assertThat(RemotePath.parse("//s/share").child("x")).isEqualTo("x");
        assertThat(RemotePath.parse("//s/share/a").child("x")).isEqualTo("a/x");
        assertThat(RemotePath.parse("//s/share/a/").child("x")).isEqualTo("a/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "share/a", "/s/share", "//s", "//s/", "///share/a", "C:\\a"})
    void refusesWhatIsNoPathOnAServer(String text) {
        assertThatThrownBy(() -> RemotePath.parse(text)).isInstanceOf(CliException.class);
    }
}
