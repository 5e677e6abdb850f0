package io.onehop.client.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.client.move.Doubt.Loss;
import io.onehop.client.move.Doubt.Operation;
import io.onehop.client.move.Doubt.Rule;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.NtStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoubtTest {
    @Test
    void repeatsOnlyWhatCannotBeNoticed() {
        Map<Operation, Rule> rules =
                Map.of(
                        Operation.READ, Rule.REPEAT,
                        Operation.EXCLUSIVE_WRITE, Rule.REPEAT,
                        Operation.SHARED_WRITE, Rule.REPORT,
                        Operation.FLUSH, Rule.REPEAT,
                        Operation.OPEN, Rule.REPEAT,
                        Operation.CREATE_NEW, Rule.LOOK,
                        Operation.MAKE_DIRECTORY, Rule.LOOK,
                        Operation.DELETE, Rule.LOOK,
                        Operation.RENAME, Rule.LOOK,
                        Operation.CLOSE, Rule.REPEAT);
        assertThat(rules).containsOnlyKeys(Operation.values());
        rules.forEach((operation, rule) -> assertThat(operation.rule()).isEqualTo(rule));
    }

    @Test
    void tellsWhatAStatusSaysAboutTheHandle() {
        assertThat(Doubt.loss(NtStatus.SUCCESS)).isEqualTo(Loss.NONE);
        assertThat(Doubt.loss(NtStatus.ACCESS_DENIED)).isEqualTo(Loss.NONE);
        assertThat(Doubt.loss(NtStatus.FILE_CLOSED)).isEqualTo(Loss.HANDLE);
        assertThat(Doubt.loss(NtStatus.FILE_NOT_AVAILABLE)).isEqualTo(Loss.OWNER);
        assertThat(Doubt.loss(NtStatus.SERVER_UNAVAILABLE)).isEqualTo(Loss.OWNER);
        assertThat(Doubt.loss(NtStatus.UNEXPECTED_NETWORK_ERROR)).isEqualTo(Loss.OWNER);
        assertThat(Doubt.loss(NtStatus.NETWORK_NAME_DELETED)).isEqualTo(Loss.SESSION);
        assertThat(Doubt.loss(NtStatus.USER_SESSION_DELETED)).isEqualTo(Loss.SESSION);
        assertThat(Doubt.loss(NtStatus.NETWORK_SESSION_EXPIRED)).isEqualTo(Loss.SESSION);
    }

    @Test
    void knowsWhichStatusesLeaveARequestInDoubt() {
        assertThat(Doubt.leavesInDoubt(Command.WRITE, NtStatus.UNEXPECTED_NETWORK_ERROR)).isTrue();
        assertThat(Doubt.leavesInDoubt(Command.CREATE, NtStatus.SERVER_UNAVAILABLE)).isTrue();
        assertThat(Doubt.leavesInDoubt(Command.WRITE, NtStatus.SERVER_UNAVAILABLE)).isFalse();
        assertThat(Doubt.leavesInDoubt(Command.WRITE, NtStatus.FILE_NOT_AVAILABLE)).isFalse();
    }
}
