package io.onehop.volume.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.TimeSource;
import io.onehop.volume.ShortNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TunnelTest {
    private static final String LONG = "A long name.text";
    private static final String SHORT = ShortNames.of(LONG);

    private long nanos;

    private final Tunnel tunnel =
            new Tunnel(
                    new TimeSource() {
                        @Override
                        public long nanos() {
                            return nanos;
                        }

                        @Override
                        public Instant now() {
                            return Instant.EPOCH.plusNanos(nanos);
                        }
                    });

    @Test
    void givesALongNameBackOnceInItsDirectory() {
        tunnel.gone(1, LONG);
        assertThat(tunnel.take(2, SHORT)).isNull();
        assertThat(tunnel.take(1, LONG)).isNull();
        assertThat(tunnel.take(1, SHORT.toLowerCase(Locale.ROOT))).isEqualTo(LONG);
        assertThat(tunnel.take(1, SHORT)).isNull();
    }

    @Test
    void forgetsAfterAWhile() {
        tunnel.gone(1, LONG);
        nanos += Duration.ofSeconds(16).toNanos();
        assertThat(tunnel.take(1, SHORT)).isNull();
    }

    @Test
    void keepsNoMoreThanItHasRoomFor() {
        tunnel.gone(1, LONG);
        for (int i = 0; i < 2000; i++) {
            tunnel.gone(2, "another name " + i);
        }
        assertThat(tunnel.take(1, SHORT)).isNull();
        assertThat(tunnel.take(2, ShortNames.of("another name 1999"))).isNotNull();
    }
}
