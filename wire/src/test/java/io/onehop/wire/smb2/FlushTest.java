package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.MalformedMessageException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlushTest extends MessageContract {
    @Override
    String captured() {
        return "";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(new Flush.Request(g.fileId())),
                Message.of(Command.FLUSH, NtStatus.SUCCESS, new Flush.Response()));
    }

    @Test
    void readsTheFieldsOfTheSpecification() throws MalformedMessageException {
        String header = "fe534d4240000100" + "00000000" + "07000100" + "%s" + "00000000";
        String ids = "0700000000000000" + "00000000" + "03000000" + "0500000000000000";
        String signature = "00".repeat(16);
        Message asked =
                Message.fromHex(
                        header.formatted("00000000")
                                + ids
                                + signature
                                + "180000000000000001000000000000000200000000000000");
        Message answered =
                Message.fromHex(header.formatted("01000000") + ids + signature + "04000000");
        assertThat(asked).isEqualTo(Message.of(new Flush.Request(new FileId(1, 2))));
        assertThat(answered)
                .isEqualTo(Message.of(Command.FLUSH, NtStatus.SUCCESS, new Flush.Response()));
    }
}
