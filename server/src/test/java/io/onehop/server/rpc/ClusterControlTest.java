package io.onehop.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Refused;
import io.onehop.cluster.state.ShareState;
import io.onehop.cluster.state.ShareState.Access;
import io.onehop.cluster.state.ShareState.Right;
import io.onehop.rpc.srvsvc.NetStatus;
import io.onehop.rpc.srvsvc.ServerControl.Outcome;
import io.onehop.rpc.srvsvc.ServerControl.ShareChange;
import io.onehop.rpc.srvsvc.ServerInventory.Session;
import io.onehop.rpc.srvsvc.ServerInventory.SessionKind;
import io.onehop.rpc.srvsvc.ServerInventory.SessionTimes;
import io.onehop.server.FakeCluster;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.Ace;
import io.onehop.wire.dtyp.Acl;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.Sid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterControlTest {
    private static final ShareChange NOTHING = new ShareChange(null, null, null, null);
    private static final Sid TESTER = Sid.parse(FakeCluster.DOMAIN_SID).child(1001);

    private final FakeCluster cluster = new FakeCluster();
    private final List<Command> submitted = new ArrayList<>();
    private final List<Long> closed = new ArrayList<>();
    private @Nullable Throwable problem;
    private final ClusterControl control =
            new ClusterControl(
                    cluster,
                    command -> {
                        submitted.add(command);
                        return problem == null
                                ? CompletableFuture.completedFuture(1L)
                                : CompletableFuture.failedFuture(problem);
                    },
                    closed::add,
                    List::of);

    private ShareState put() {
        assertThat(submitted).hasSize(1);
        return ((Command.PutShare) submitted.getFirst()).share();
    }

    private static byte[] descriptor(Acl dacl) {
        WireWriter out = new WireWriter();
        SecurityDescriptor.of(null, null, dacl).encode(out);
        return out.toBytes();
    }

    private Outcome secure(Ace... aces) {
        return control.changeShare(
                        "near", new ShareChange(null, null, null, descriptor(Acl.of(aces))))
                .join();
    }

    @Test
    void addsAShareWhereItsPathSays() {
        ShareChange properties = new ShareChange("for all", -1, null, null);
        String path = "c:\\clusterstorage\\NEAR\\a\\b\\";
        assertThat(control.addShare("new", path, properties).join()).isEqualTo(Outcome.SUCCESS);
        assertThat(put().name()).isEqualTo("new");
        assertThat(put().volume()).isEqualTo("near");
        assertThat(put().directory()).isEqualTo("a\\b");
        assertThat(put().comment()).isEqualTo("for all");
        assertThat(put().access()).isEmpty();
        assertThat(((Command.PutShare) submitted.getFirst()).mustBeNew()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "near, 'C:\\ClusterStorage\\near', 2118",
        "new, 'C:\\ClusterStorage\\none', 2116",
        "new, 'C:\\ClusterStorage', 2116",
        "new, 'C:\\ClusterStorage\\near\\..\\far', 2116",
        "new, 'C:\\Windows', 2116"
    })
    void refusesWhatItCannotShare(String name, String path, int status) {
        assertThat(control.addShare(name, path, NOTHING).join()).isEqualTo(Outcome.failed(status));
        assertThat(submitted).isEmpty();
    }

    @Test
    void changesOnlyWhatIsGiven() {
        control.changeShare("DENIED", new ShareChange("new", null, null, null)).join();
        ShareState before = cluster.state().share("denied").orElseThrow();
        assertThat(put())
                .isEqualTo(
                        new ShareState(
                                "denied",
                                "near",
                                "",
                                before.kind(),
                                before.encrypt(),
                                before.accessBased(),
                                "new",
                                before.access()));
    }

    @ParameterizedTest
    @CsvSource({
        "near, 0x8830, 0",
        "near, 0, 0",
        "near, 0x10, 50",
        "near, 0x4000, 50",
        "near, 0x2000, 50",
        "near, 0x3, 0",
        "general, 0x30, 50",
        "general, 0x800, 0"
    })
    void setsTheFlagsThatItHas(String share, int flags, int status) {
        ShareChange change = new ShareChange(null, null, flags, null);
        assertThat(control.changeShare(share, change).join().status()).isEqualTo(status);
        if (status == 0) {
            assertThat(put().encrypt()).isEqualTo((flags & 0x8000) != 0);
            assertThat(put().accessBased()).isEqualTo((flags & 0x800) != 0);
            assertThat(ShareFlags.of(put()) & 0x8800).isEqualTo(flags & 0x8800);
        } else {
            assertThat(submitted).isEmpty();
        }
    }

    @Test
    void limitsNoUses() {
        ShareChange limited = new ShareChange(null, 10, null, null);
        assertThat(control.changeShare("near", limited).join())
                .isEqualTo(Outcome.wrong(Outcome.PARAMETER_MAX_USES));
        assertThat(submitted).isEmpty();
        ShareChange unlimited = new ShareChange(null, 0, null, null);
        assertThat(control.changeShare("near", unlimited).join()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void takesADescriptorAsPermissions() {
        Outcome outcome =
                secure(
                        Ace.deny(Sid.parse(FakeCluster.DOMAIN_SID).child(1002), 0x1F_01FF, 0),
                        Ace.allow(TESTER, AccessMask.GENERIC_ALL, 0),
                        Ace.allow(Sid.AUTHENTICATED_USERS, 0x13_01BF, 0),
                        Ace.allow(Sid.EVERYONE, 0x12_00A9, 0));
        assertThat(outcome).isEqualTo(Outcome.SUCCESS);
        assertThat(put().access())
                .containsExactly(
                        new Access("other", Right.NONE),
                        new Access("tester", Right.FULL),
                        new Access("*", Right.CHANGE),
                        new Access("*", Right.READ));
    }

    @Test
    void givesTheSameDescriptorBack() {
        ClusterState state = cluster.state();
        ShareState denied = state.share("denied").orElseThrow();
        byte[] text = ShareSecurity.descriptor(state, denied);
        assertThat(ShareSecurity.access(state, List.of(), text).orElseThrow())
                .containsExactlyInAnyOrderElementsOf(denied.access());
        byte[] open = ShareSecurity.descriptor(state, state.share("near").orElseThrow());
        assertThat(ShareSecurity.access(state, denied.access(), open).orElseThrow())
                .containsExactly(new Access("*", Right.FULL));
        assertThat(ShareSecurity.access(state, denied.access(), null)).contains(denied.access());
    }

    @Test
    void closesAShareThatNobodyIsGivenAndOpensOneWithoutAList() {
        secure();
        assertThat(put().rightOf("tester")).isEqualTo(Right.NONE);
        submitted.clear();
        byte[] noList =
                descriptorOf(
                        new SecurityDescriptor(
                                SecurityDescriptor.DACL_PRESENT, null, null, null, null));
        control.changeShare("denied", new ShareChange(null, null, null, noList)).join();
        assertThat(put().rightOf("tester")).isEqualTo(Right.FULL);
    }

    private static byte[] descriptorOf(SecurityDescriptor descriptor) {
        WireWriter out = new WireWriter();
        descriptor.encode(out);
        return out.toBytes();
    }

    @Test
    void refusesDescriptorsThatPermissionsCannotSay() {
        Outcome wrong = Outcome.wrong(Outcome.PARAMETER_SECURITY);
        assertThat(secure(Ace.allow(Sid.ADMINISTRATORS, 0x1F_01FF, 0))).isEqualTo(wrong);
        assertThat(secure(Ace.allow(TESTER, 0x1, 0))).isEqualTo(wrong);
        assertThat(secure(Ace.deny(TESTER, 0x2, 0))).isEqualTo(wrong);
        assertThat(secure(Ace.deny(Sid.EVERYONE, 0x1F_01FF, 0))).isEqualTo(wrong);
        ShareChange noise = new ShareChange(null, null, null, new byte[] {1, 2, 3});
        assertThat(control.changeShare("near", noise).join()).isEqualTo(wrong);
        assertThat(submitted).isEmpty();
    }

    @Test
    void removesSharesAndSaysWhenTheyAreNotThere() {
        assertThat(control.removeShare("near").join()).isEqualTo(Outcome.SUCCESS);
        assertThat(submitted).containsExactly(new Command.RemoveShare("near"));
        Outcome none = Outcome.failed(NetStatus.NET_NAME_NOT_FOUND);
        assertThat(control.removeShare("none").join()).isEqualTo(none);
        assertThat(control.changeShare("none", NOTHING).join()).isEqualTo(none);
        assertThat(submitted).hasSize(1);
    }

    @Test
    void saysWhyTheClusterDidNotDoIt() {
        problem = new Refused("no");
        assertThat(control.removeShare("near").join())
                .isEqualTo(Outcome.failed(NetStatus.INVALID_PARAMETER));
        problem = new IOException("no majority");
        assertThat(control.removeShare("near").join()).isEqualTo(Outcome.failed(NetStatus.TIMEOUT));
    }

    @Test
    void closesSessionsByTheirIds() {
        Session session =
                new Session(9, "h", "u", 0, new SessionTimes(0, 0), new SessionKind(0, "", ""));
        assertThat(control.closeSession(session)).isTrue();
        assertThat(closed).containsExactly(9L);
        assertThat(control.closeFile(1)).isFalse();
    }
}
