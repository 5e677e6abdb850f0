package io.onehop.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.SetInfo;
import io.onehop.wire.smb2.Write;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestFieldsTest {
    private static final FileId ID = new FileId(0x1111_2222_3333_4444L, 0x5555_6666_7777_8888L);
    private static final ByteBuffer TEN = ByteBuffer.allocate(10);
    private static final QueryInfo.Selector SELECTOR = new QueryInfo.Selector(1, 5, 0);

    private static ByteBuffer message(Request request) {
        WireWriter out = new WireWriter();
        Header.request(request.command(), 1, 1, 1).encode(out);
        request.encode(out);
        ByteBuffer payload = request.payload();
        if (payload != null) {
            out.bytes(payload);
        }
        return ByteBuffer.wrap(out.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void findsTheFileIdOfEveryRequestThatHasOne() {
        for (Request request :
                List.of(
                        new Close.Request(0, ID),
                        new Flush.Request(ID),
                        new Read.Request(0, 0, 5, 6, ID, 0, Read.Channel.NONE),
                        new Write.Request(TEN, 3, ID, Read.Channel.NONE, 0),
                        new Ioctl.Request(7, ID, TEN, 0, 20, 1),
                        new QueryInfo.Request(SELECTOR, ID, 30, 0, TEN),
                        new SetInfo.Request(SELECTOR, ID, TEN),
                        new OplockBreak.Acknowledgment(0, ID))) {
            ByteBuffer message = message(request);
            int at = RequestFields.fileIdOffset(request.command(), message);
            assertThat(at).as("%s", request.command()).isPositive();
            assertThat(RequestFields.fileId(message, at)).isEqualTo(ID);
        }
    }

    @Test
    void findsNoneWhereThereIsNone() {
        assertThat(RequestFields.fileIdOffset(Command.ECHO, message(new Echo.Request())))
                .isNegative();
        ByteBuffer lease = message(new OplockBreak.LeaseAcknowledgment(0, new UUID(1, 2), 3));
        assertThat(RequestFields.fileIdOffset(Command.OPLOCK_BREAK, lease)).isNegative();
        ByteBuffer cut = message(new Close.Request(0, ID)).limit(Header.LENGTH + 20);
        assertThat(RequestFields.fileIdOffset(Command.CLOSE, cut)).isNegative();
    }

    @Test
    void knowsThePayloadOfEveryRequestThatHasOne() {
        assertThat(payload(new Read.Request(0, 0, 70_000, 6, ID, 0, Read.Channel.NONE)))
                .isEqualTo(70_000);
        assertThat(payload(new Write.Request(TEN, 3, ID, Read.Channel.NONE, 0))).isEqualTo(10);
        assertThat(payload(new Ioctl.Request(7, ID, TEN, 5, 20, 1))).isEqualTo(25);
        assertThat(payload(new QueryInfo.Request(SELECTOR, ID, 30, 0, TEN))).isEqualTo(30);
        assertThat(payload(new SetInfo.Request(SELECTOR, ID, TEN))).isEqualTo(10);
        assertThat(payload(new ChangeNotify.Request(0, 44, ID, 1))).isEqualTo(44);
        assertThat(payload(new Close.Request(0, ID))).isZero();
    }

    private static long payload(Request request) {
        return RequestFields.payloadBytes(request.command(), message(request));
    }

    @Test
    void oneCreditPaysFor64KibibytesEach() {
        assertThat(RequestFields.paid(0, 65_536)).isTrue();
        assertThat(RequestFields.paid(0, 65_537)).isFalse();
        assertThat(RequestFields.paid(1, 65_537)).isFalse();
        assertThat(RequestFields.paid(2, 131_072)).isTrue();
        assertThat(RequestFields.paid(2, 131_073)).isFalse();
    }
}
