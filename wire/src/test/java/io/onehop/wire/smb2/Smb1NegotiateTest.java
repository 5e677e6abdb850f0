package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class Smb1NegotiateTest {
    private static byte[] bytes(String... dialects) {
        WireWriter out = new WireWriter();
        new Smb1Negotiate(List.of(dialects)).encode(out);
        return out.toBytes();
    }

    @Test
    void findsTheDialectsOfSmb2() throws MalformedMessageException {
        byte[] both = bytes("NT LM 0.12", "SMB 2.002", "SMB 2.???");
        Smb1Negotiate negotiate = Smb1Negotiate.decode(new WireReader(both));
        assertThat(negotiate.dialects()).containsExactly("NT LM 0.12", "SMB 2.002", "SMB 2.???");
        assertThat(negotiate.offersSmb2002()).isTrue();
        assertThat(negotiate.offersWildcard()).isTrue();
        Smb1Negotiate old = Smb1Negotiate.decode(new WireReader(bytes("NT LM 0.12")));
        assertThat(old.offersSmb2002()).isFalse();
        assertThat(old.offersWildcard()).isFalse();
    }

    @Test
    void writesTheFieldsOfTheSpecification() {
        assertThat(HexFormat.of().formatHex(bytes("SMB 2.002")))
                .isEqualTo(
                        "ff534d42"
                                + "72"
                                + "00000000"
                                + "18"
                                + "01c8"
                                + "00".repeat(12)
                                + "ffff"
                                + "0000"
                                + "0000"
                                + "0000"
                                + "00"
                                + "0b00"
                                + "02534d4220322e30303200");
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = bytes("NT LM 0.12", "SMB 2.002");
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Smb1Negotiate.decode(new WireReader(part)))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void refusesOtherCommands() {
        byte[] other = bytes("NT LM 0.12");
        other[4] = 0x73;
        assertThatThrownBy(() -> Smb1Negotiate.decode(new WireReader(other)))
                .isInstanceOf(MalformedMessageException.class);
    }
}
