package io.onehop.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.node.demo.Redirected.Use;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedirectedTest {
    @Test
    void countsOnlyWhatWasAddedSinceAndForgetsThoseWhoWent() {
        Redirected before = new Redirected(Map.of("fs2a", new Use(10, 100), "fs3b", new Use(1, 1)));
        Redirected after = new Redirected(Map.of("fs2a", new Use(15, 100), "fs1c", new Use(0, 7)));
        assertThat(after.bytesSince(before)).isEqualTo(12);
        assertThat(before.bytesSince(before)).isZero();
        assertThat(after.writtenBytes()).isEqualTo(107);
    }
}
