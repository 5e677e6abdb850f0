package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NegotiateTest extends MessageContract {
    @Override
    String captured() {
        return "negotiate";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(request(g, 0x0302)),
                Message.of(request(g, 0x0311)),
                Message.of(Command.NEGOTIATE, NtStatus.SUCCESS, response(g, 0x0210)),
                Message.of(Command.NEGOTIATE, NtStatus.SUCCESS, response(g, 0x0311)));
    }

    private static Negotiate.Request request(Generator g, int dialect) {
        return new Negotiate.Request(
                g.u16(),
                g.i32(),
                g.guid(),
                List.of(0x0202, dialect),
                dialect == 0x0311 ? contexts(g) : List.of());
    }

    private static Negotiate.Response response(Generator g, int dialect) {
        return new Negotiate.Response(
                g.u16(),
                dialect,
                g.guid(),
                g.i32(),
                new Negotiate.MaxSizes(g.u32(), g.u32(), g.u32()),
                g.i64(),
                g.i64(),
                g.bytes(),
                dialect == 0x0311 ? contexts(g) : List.of());
    }

    private static List<NegotiateContext> contexts(Generator g) {
        return List.of(
                new NegotiateContext.PreauthIntegrity(g.u16s(), g.bytes()),
                new NegotiateContext.Encryption(g.u16s()),
                new NegotiateContext.Compression(g.i32(), g.u16s()),
                new NegotiateContext.NetName(g.text()),
                new NegotiateContext.TransportCapabilities(g.i32()),
                new NegotiateContext.RdmaTransform(g.u16s()),
                new NegotiateContext.Signing(g.u16s()),
                new NegotiateContext.Unknown(0x100 + g.u8(), g.bytes()));
    }

    @Test
    void readsWhatASamba311ClientOffers() throws MalformedMessageException {
        Negotiate.Request request =
                Captured.of("negotiate").stream()
                        .filter(Captured::isRequest)
                        .map(NegotiateTest::request)
                        .filter(found -> found.dialects().contains(0x0311))
                        .findFirst()
                        .orElseThrow();
        assertThat(request.dialects()).containsExactly(0x0202, 0x0210, 0x0300, 0x0302, 0x0311);
        assertThat(request.contexts())
                .hasAtLeastOneElementOfType(NegotiateContext.PreauthIntegrity.class)
                .hasAtLeastOneElementOfType(NegotiateContext.Encryption.class)
                .contains(new NegotiateContext.NetName("127.0.0.3"));
    }

    @Test
    void refusesMoreDialectsThanTheLimit() {
        List<Integer> dialects = Collections.nCopies(Limits.MAX_DIALECTS + 1, 0x0202);
        Message message =
                Message.of(new Negotiate.Request(0, 0, new UUID(0, 0), dialects, List.of()));
        assertThatThrownBy(() -> Message.decode(message.bytes()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("dialects");
    }

    private static Negotiate.Request request(Captured captured) {
        try {
            Message.Asked message = (Message.Asked) Message.decode(captured.bytes());
            return (Negotiate.Request) message.body();
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
