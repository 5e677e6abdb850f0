package io.onehop.wire.dtyp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SidTest {
    @Test
    void textComesBack() {
        for (String text :
                new String[] {
                    "S-1-1-0", "S-1-5-32-544", "S-1-5-21-4294967295-0-1-500", "S-1-0x0100000000A1-7"
                }) {
            assertThat(Sid.parse(text)).hasToString(text);
        }
    }

    @Test
    void refusesTextThatIsNone() {
        for (String text : new String[] {"", "S-1", "S-2-5-1", "X-1-5-1", "S-1-5-x", "S-1--1"}) {
            assertThatThrownBy(() -> Sid.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesMoreThanFifteenSubauthorities() {
        byte[] bytes = HexFormat.of().parseHex("0110000000000005" + "00000000".repeat(16));
        assertThatThrownBy(() -> Sid.decode(new WireReader(bytes)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void refusesAnotherRevision() {
        byte[] bytes = HexFormat.of().parseHex("020100000000000100000000");
        assertThatThrownBy(() -> Sid.decode(new WireReader(bytes)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void accountsAreBelowTheirDomain() {
        assertThat(Sid.parse("S-1-5-21-1-2-3").child(1000)).hasToString("S-1-5-21-1-2-3-1000");
    }
}
