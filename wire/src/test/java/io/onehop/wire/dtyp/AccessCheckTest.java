package io.onehop.wire.dtyp;

import static io.onehop.wire.dtyp.AccessMask.ACCESS_SYSTEM_SECURITY;
import static io.onehop.wire.dtyp.AccessMask.DELETE;
import static io.onehop.wire.dtyp.AccessMask.FILE_ALL_ACCESS;
import static io.onehop.wire.dtyp.AccessMask.FILE_GENERIC_READ;
import static io.onehop.wire.dtyp.AccessMask.FILE_READ_DATA;
import static io.onehop.wire.dtyp.AccessMask.FILE_WRITE_DATA;
import static io.onehop.wire.dtyp.AccessMask.GENERIC_READ;
import static io.onehop.wire.dtyp.AccessMask.MAXIMUM_ALLOWED;
import static io.onehop.wire.dtyp.AccessMask.READ_CONTROL;
import static io.onehop.wire.dtyp.AccessMask.WRITE_DAC;
import static io.onehop.wire.dtyp.AccessMask.WRITE_OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.dtyp.AccessCheck.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessCheckTest {
    private static final Sid ALICE = Sid.parse("S-1-5-21-1-2-3-1000");
    private static final Sid BOB = Sid.parse("S-1-5-21-1-2-3-1001");
    private static final Token AS_ALICE =
            new Token(ALICE, Sid.USERS, Set.of(Sid.EVERYONE), Set.of());
    private static final Token AS_ADMINISTRATOR =
            new Token(
                    BOB,
                    Sid.USERS,
                    Set.of(Sid.EVERYONE, Sid.ADMINISTRATORS),
                    EnumSet.allOf(Privilege.class));

    @Test
    void grantsWhatTheListAllows() {
        SecurityDescriptor of = owned(BOB, Ace.allow(ALICE, FILE_GENERIC_READ, 0));
        assertGranted(of, FILE_READ_DATA, FILE_READ_DATA);
        assertGranted(of, GENERIC_READ, FILE_GENERIC_READ);
        assertDenied(of, FILE_READ_DATA | FILE_WRITE_DATA);
        assertDenied(of, DELETE);
    }

    @Test
    void collectsRightsFromSeveralEntries() {
        SecurityDescriptor of =
                owned(
                        BOB,
                        Ace.allow(ALICE, FILE_READ_DATA, 0),
                        Ace.allow(Sid.EVERYONE, FILE_WRITE_DATA, 0));
        assertGranted(of, FILE_READ_DATA | FILE_WRITE_DATA, FILE_READ_DATA | FILE_WRITE_DATA);
    }

    @Test
    void whatComesFirstDecides() {
        SecurityDescriptor denyFirst =
                owned(
                        BOB,
                        Ace.deny(ALICE, FILE_WRITE_DATA, 0),
                        Ace.allow(Sid.EVERYONE, FILE_ALL_ACCESS, 0));
        assertDenied(denyFirst, FILE_WRITE_DATA);
        assertGranted(denyFirst, MAXIMUM_ALLOWED, FILE_ALL_ACCESS & ~FILE_WRITE_DATA);
        SecurityDescriptor allowFirst =
                owned(
                        BOB,
                        Ace.allow(Sid.EVERYONE, FILE_ALL_ACCESS, 0),
                        Ace.deny(ALICE, FILE_WRITE_DATA, 0));
        assertGranted(allowFirst, FILE_WRITE_DATA, FILE_WRITE_DATA);
        assertGranted(allowFirst, MAXIMUM_ALLOWED, FILE_ALL_ACCESS);
    }

    @Test
    void entriesThatAreOnlyInheritedDoNotCount() {
        assertDenied(
                owned(BOB, Ace.allow(ALICE, FILE_READ_DATA, Ace.INHERIT_ONLY)), FILE_READ_DATA);
    }

    @Test
    void nullListGrantsAllAndEmptyListNothing() {
        SecurityDescriptor none =
                new SecurityDescriptor(SecurityDescriptor.DACL_PRESENT, BOB, null, null, null);
        assertGranted(none, MAXIMUM_ALLOWED, FILE_ALL_ACCESS);
        assertGranted(none, WRITE_DAC, WRITE_DAC);
        assertDenied(owned(BOB), FILE_READ_DATA);
        assertDenied(owned(BOB), MAXIMUM_ALLOWED);
    }

    @Test
    void ownerAlwaysReadsAndWritesTheList() {
        SecurityDescriptor of = owned(ALICE, Ace.deny(ALICE, WRITE_DAC | FILE_READ_DATA, 0));
        assertGranted(of, READ_CONTROL | WRITE_DAC, READ_CONTROL | WRITE_DAC);
        assertDenied(of, FILE_READ_DATA);
        assertGranted(of, MAXIMUM_ALLOWED, READ_CONTROL | WRITE_DAC);
    }

    @Test
    void ownerRightsTakeThePlaceOfWhatOwnersMay() {
        SecurityDescriptor of = owned(ALICE, Ace.allow(Sid.OWNER_RIGHTS, FILE_READ_DATA, 0));
        assertDenied(of, WRITE_DAC);
        assertGranted(of, MAXIMUM_ALLOWED, FILE_READ_DATA);
        assertDenied(owned(BOB, Ace.allow(Sid.OWNER_RIGHTS, FILE_READ_DATA, 0)), FILE_READ_DATA);
        SecurityDescriptor denying =
                owned(
                        ALICE,
                        Ace.deny(Sid.OWNER_RIGHTS, FILE_WRITE_DATA, 0),
                        Ace.allow(ALICE, FILE_ALL_ACCESS, 0));
        assertDenied(denying, FILE_WRITE_DATA);
    }

    @Test
    void systemSecurityNeedsThePrivilege() {
        SecurityDescriptor of = owned(ALICE, Ace.allow(Sid.EVERYONE, -1, 0));
        assertThat(AccessCheck.check(of, AS_ALICE, ACCESS_SYSTEM_SECURITY, false).verdict())
                .isEqualTo(Verdict.PRIVILEGE_NOT_HELD);
        assertThat(AccessCheck.check(of, AS_ADMINISTRATOR, ACCESS_SYSTEM_SECURITY, false).granted())
                .isEqualTo(ACCESS_SYSTEM_SECURITY);
    }

    @Test
    void administratorsTakeOwnershipAndBackUp() {
        SecurityDescriptor of = owned(ALICE);
        assertThat(AccessCheck.check(of, AS_ADMINISTRATOR, WRITE_OWNER, false).isGranted())
                .isTrue();
        assertThat(AccessCheck.check(of, AS_ADMINISTRATOR, FILE_READ_DATA, false).isGranted())
                .isFalse();
        assertThat(AccessCheck.check(of, AS_ADMINISTRATOR, GENERIC_READ, true).granted())
                .isEqualTo(FILE_GENERIC_READ);
    }

    @Test
    void takingOwnershipIsNotPartOfAMaximum() {
        SecurityDescriptor of = owned(ALICE, Ace.allow(Sid.EVERYONE, FILE_READ_DATA, 0));
        assertThat(AccessCheck.maximalAccess(of, AS_ADMINISTRATOR)).isEqualTo(FILE_READ_DATA);
        int both = MAXIMUM_ALLOWED | WRITE_OWNER;
        assertThat(AccessCheck.check(of, AS_ADMINISTRATOR, both, false).granted())
                .isEqualTo(FILE_READ_DATA | WRITE_OWNER);
    }

    @Test
    void describesRightsByName() {
        assertThat(AccessMask.describe(FILE_READ_DATA | WRITE_DAC | 0x0400_0000))
                .isEqualTo("READ_DATA|WRITE_DAC|0x4000000");
        assertThat(AccessMask.describe(0)).isEqualTo("nothing");
    }

    @Test
    void defaultDescriptorLetsUsersWork() {
        Token user = new Token(ALICE, Sid.USERS, Set.of(Sid.AUTHENTICATED_USERS), Set.of());
        assertThat(AccessCheck.maximalAccess(SecurityDescriptor.DEFAULT, user))
                .isEqualTo(FILE_ALL_ACCESS);
        assertThat(AccessCheck.maximalAccess(SecurityDescriptor.DEFAULT, AS_ALICE)).isZero();
    }

    @Test
    void maximumIsExactlyWhatSingleBitsGrant() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Sid[] sids = {ALICE, BOB, Sid.EVERYONE, Sid.OWNER_RIGHTS, Sid.USERS};
        for (int i = 0; i < 3_000; i++) {
            List<Ace> aces = new ArrayList<>();
            for (int n = random.nextInt(6); n > 0; n--) {
                int mask = random.nextInt() & FILE_ALL_ACCESS;
                Sid sid = sids[random.nextInt(sids.length)];
                int flags = random.nextInt(4) == 0 ? Ace.INHERIT_ONLY : 0;
                aces.add(
                        random.nextBoolean()
                                ? Ace.allow(sid, mask, flags)
                                : Ace.deny(sid, mask, flags));
            }
            SecurityDescriptor of =
                    SecurityDescriptor.of(random.nextBoolean() ? ALICE : BOB, null, new Acl(aces));
            int single = 0;
            for (int bit = 1; bit != 0; bit <<= 1) {
                if ((bit & FILE_ALL_ACCESS) != 0
                        && AccessCheck.check(of, AS_ALICE, bit, false).isGranted()) {
                    single |= bit;
                }
            }
            assertThat(AccessCheck.maximalAccess(of, AS_ALICE))
                    .as("seed %d", seed)
                    .isEqualTo(single);
        }
    }

    private static SecurityDescriptor owned(Sid owner, Ace... aces) {
        return SecurityDescriptor.of(owner, null, Acl.of(aces));
    }

    private static void assertGranted(SecurityDescriptor of, int desired, int granted) {
        AccessCheck.Result result = AccessCheck.check(of, AS_ALICE, desired, false);
        assertThat(result).isEqualTo(new AccessCheck.Result(Verdict.GRANTED, granted));
    }

    private static void assertDenied(SecurityDescriptor of, int desired) {
        AccessCheck.Result result = AccessCheck.check(of, AS_ALICE, desired, false);
        assertThat(result).isEqualTo(new AccessCheck.Result(Verdict.ACCESS_DENIED, 0));
    }
}
