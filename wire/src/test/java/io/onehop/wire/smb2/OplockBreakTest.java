package io.onehop.wire.smb2;

import java.util.List;

class OplockBreakTest extends MessageContract {
    @Override
    String captured() {
        return "oplock-break";
    }

    @Override
    List<Message> generate(Generator g) {
        return List.of(
                Message.of(new OplockBreak.Acknowledgment(g.u8(), g.fileId())),
                Message.of(new OplockBreak.LeaseAcknowledgment(g.i32(), g.guid(), g.i32())),
                Message.of(
                        Command.OPLOCK_BREAK,
                        NtStatus.SUCCESS,
                        new OplockBreak.Response(g.u8(), g.fileId())),
                Message.of(
                        Command.OPLOCK_BREAK,
                        NtStatus.SUCCESS,
                        new OplockBreak.LeaseResponse(g.i32(), g.guid(), g.i32())),
                Message.unsolicited(
                        Command.OPLOCK_BREAK, new OplockBreak.Notification(g.u8(), g.fileId())),
                Message.unsolicited(
                        Command.OPLOCK_BREAK,
                        new OplockBreak.LeaseNotification(
                                g.u16(), g.i32(), g.guid(), g.i32(), g.i32())));
    }
}
