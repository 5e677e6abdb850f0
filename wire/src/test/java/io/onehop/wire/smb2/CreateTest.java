package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CreateTest extends MessageContract {
    @Override
    String captured() {
        return "create";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(
                        new Create.Request(
                                g.u8(),
                                g.i32(),
                                g.i32(),
                                g.i32(),
                                g.i32(),
                                g.i32(),
                                g.i32(),
                                g.text(),
                                requested(g))),
                Message.of(
                        Command.CREATE,
                        NtStatus.SUCCESS,
                        new Create.Response(
                                g.u8(), g.u8(), g.i32(), g.information(), g.fileId(), List.of())),
                Message.of(
                        Command.CREATE,
                        NtStatus.SUCCESS,
                        new Create.Response(
                                g.u8(), g.u8(), g.i32(), g.information(), g.fileId(), granted(g))));
    }

    private static List<CreateContext> requested(Generator g) {
        List<CreateContext> all =
                List.of(
                        new CreateContext.ExtendedAttributes(g.bytes()),
                        new CreateContext.SecurityDescriptor(g.bytes()),
                        new CreateContext.DurableHandleRequest(),
                        new CreateContext.DurableHandleReconnect(g.fileId()),
                        new CreateContext.AllocationSize(g.i64()),
                        new CreateContext.QueryMaximalAccessRequest(OptionalLong.empty()),
                        new CreateContext.QueryMaximalAccessRequest(OptionalLong.of(g.i64())),
                        new CreateContext.TimewarpToken(g.i64()),
                        new CreateContext.QueryOnDiskIdRequest(),
                        new CreateContext.Lease(g.guid(), g.i32(), g.i32()),
                        new CreateContext.LeaseV2(g.guid(), g.i32(), g.i32(), g.guid(), g.u16()),
                        new CreateContext.DurableHandleRequestV2(g.u32(), g.i32(), g.guid()),
                        new CreateContext.DurableHandleReconnectV2(g.fileId(), g.guid(), g.i32()),
                        new CreateContext.AppInstanceId(g.guid()),
                        new CreateContext.AppInstanceVersion(g.i64(), g.i64()),
                        new CreateContext.SvhdxOpenDevice(g.bytes()),
                        new CreateContext.Unknown("AAPL", g.bytes()));
        // Duplicates and any order: judging them is the server's part.
        return g.list(10, () -> all.get(g.below(all.size())));
    }

    private static List<CreateContext> granted(Generator g) {
        return List.of(
                new CreateContext.DurableHandleResponse(),
                new CreateContext.QueryMaximalAccessResponse(NtStatus.SUCCESS, g.i32()),
                new CreateContext.QueryOnDiskIdResponse(g.i64(), g.i64()),
                new CreateContext.Lease(g.guid(), g.i32(), g.i32()),
                new CreateContext.LeaseV2(g.guid(), g.i32(), g.i32(), g.guid(), g.u16()),
                new CreateContext.DurableHandleResponseV2(g.u32(), g.i32()),
                new CreateContext.SvhdxOpenDevice(g.bytes()),
                new CreateContext.Unknown("AAPL", g.bytes()));
    }

    @Test
    void readsTheContextsOfCapturedRequests() throws MalformedMessageException {
        Set<String> names = new HashSet<>();
        for (Captured capture : Captured.of("create")) {
            if (Message.decode(capture.bytes()) instanceof Message.Asked(Header h, Request body)) {
                ((Create.Request) body).contexts().forEach(context -> names.add(context.name()));
            }
        }
        assertThat(names).contains("DH2Q", "DH2C", "DHnQ", "DHnC", "RqLs");
    }

    @Test
    void refusesMoreContextsThanTheLimit() {
        List<CreateContext> contexts =
                Collections.nCopies(
                        Limits.MAX_CREATE_CONTEXTS + 1, new CreateContext.QueryOnDiskIdRequest());
        Message message = Message.of(new Create.Request(0, 0, 0, 0, 0, 0, 0, "f", contexts));
        assertThatThrownBy(() -> Message.decode(message.bytes()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("create contexts");
    }
}
