package io.onehop.wire.dtyp;

import static io.onehop.wire.dtyp.AccessMask.FILE_ALL_ACCESS;
import static io.onehop.wire.dtyp.AccessMask.FILE_GENERIC_READ;
import static io.onehop.wire.dtyp.AccessMask.FILE_WRITE_DATA;
import static io.onehop.wire.dtyp.AccessMask.GENERIC_READ;
import static io.onehop.wire.dtyp.Ace.CONTAINER_INHERIT;
import static io.onehop.wire.dtyp.Ace.INHERITED;
import static io.onehop.wire.dtyp.Ace.INHERIT_ONLY;
import static io.onehop.wire.dtyp.Ace.NO_PROPAGATE_INHERIT;
import static io.onehop.wire.dtyp.Ace.OBJECT_INHERIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InheritanceTest {
    private static final Sid ALICE = Sid.parse("S-1-5-21-1-2-3-1000");
    private static final Sid BOB = Sid.parse("S-1-5-21-1-2-3-1001");
    private static final Token TOKEN = new Token(ALICE, Sid.USERS, Set.of(), Set.of());
    private static final Acl DEFAULT =
            Acl.of(
                    Ace.allow(ALICE, FILE_ALL_ACCESS, 0),
                    Ace.allow(Sid.LOCAL_SYSTEM, FILE_ALL_ACCESS, 0));

    /** Parent's flags; what a file and what a directory gets, -1 for nothing. */
    private static final int[][] TABLE = {
        {0, -1, -1},
        {OBJECT_INHERIT, 0, OBJECT_INHERIT | INHERIT_ONLY},
        {CONTAINER_INHERIT, -1, CONTAINER_INHERIT},
        {OBJECT_INHERIT | CONTAINER_INHERIT, 0, OBJECT_INHERIT | CONTAINER_INHERIT},
        {NO_PROPAGATE_INHERIT, -1, -1},
        {NO_PROPAGATE_INHERIT | OBJECT_INHERIT, 0, -1},
        {NO_PROPAGATE_INHERIT | CONTAINER_INHERIT, -1, 0},
        {NO_PROPAGATE_INHERIT | CONTAINER_INHERIT | OBJECT_INHERIT, 0, 0},
    };

    @Test
    void flagsFollowTheTable() {
        for (int[] row : TABLE) {
            for (int only : new int[] {0, INHERIT_ONLY}) {
                SecurityDescriptor parent =
                        parent(0, Ace.allow(BOB, FILE_WRITE_DATA, row[0] | only));
                assertThat(dacl(parent, false)).isEqualTo(expected(row[1]));
                assertThat(dacl(parent, true)).isEqualTo(expected(row[2]));
            }
        }
    }

    @Test
    void belowAnAutoInheritedListEntriesAreMarked() {
        SecurityDescriptor parent =
                parent(
                        SecurityDescriptor.DACL_AUTO_INHERITED,
                        Ace.allow(BOB, FILE_WRITE_DATA, OBJECT_INHERIT));
        SecurityDescriptor child = Inheritance.create(parent, null, TOKEN, false);
        assertThat(child.dacl()).isEqualTo(Acl.of(Ace.allow(BOB, FILE_WRITE_DATA, INHERITED)));
        assertThat(child.control())
                .isEqualTo(
                        SecurityDescriptor.DACL_PRESENT | SecurityDescriptor.DACL_AUTO_INHERITED);
    }

    @Test
    void creatorBecomesTheOwnerAndStaysForTheNextGeneration() {
        int inherit = OBJECT_INHERIT | CONTAINER_INHERIT;
        SecurityDescriptor parent =
                parent(0, Ace.allow(Sid.CREATOR_OWNER, FILE_WRITE_DATA, inherit | INHERIT_ONLY));
        assertThat(dacl(parent, false)).isEqualTo(Acl.of(Ace.allow(ALICE, FILE_WRITE_DATA, 0)));
        assertThat(dacl(parent, true))
                .isEqualTo(
                        Acl.of(
                                Ace.allow(ALICE, FILE_WRITE_DATA, 0),
                                Ace.allow(
                                        Sid.CREATOR_OWNER,
                                        FILE_WRITE_DATA,
                                        inherit | INHERIT_ONLY)));
    }

    @Test
    void creatorGroupBecomesThePrimaryGroup() {
        SecurityDescriptor parent =
                parent(0, Ace.allow(Sid.CREATOR_GROUP, FILE_WRITE_DATA, OBJECT_INHERIT));
        assertThat(dacl(parent, false)).isEqualTo(Acl.of(Ace.allow(Sid.USERS, FILE_WRITE_DATA, 0)));
    }

    @Test
    void genericRightsAreMappedWhereTheyCount() {
        SecurityDescriptor parent = parent(0, Ace.allow(BOB, GENERIC_READ, CONTAINER_INHERIT));
        assertThat(dacl(parent, true))
                .isEqualTo(
                        Acl.of(
                                Ace.allow(BOB, FILE_GENERIC_READ, 0),
                                Ace.allow(BOB, GENERIC_READ, CONTAINER_INHERIT | INHERIT_ONLY)));
    }

    @Test
    void explicitListComesBeforeTheInheritedOne() {
        SecurityDescriptor parent =
                parent(
                        SecurityDescriptor.DACL_AUTO_INHERITED,
                        Ace.allow(BOB, FILE_WRITE_DATA, OBJECT_INHERIT));
        SecurityDescriptor creator =
                SecurityDescriptor.of(BOB, null, Acl.of(Ace.deny(ALICE, FILE_WRITE_DATA, 0)));
        SecurityDescriptor child = Inheritance.create(parent, creator, TOKEN, false);
        assertThat(child.owner()).isEqualTo(BOB);
        assertThat(child.group()).isEqualTo(Sid.USERS);
        assertThat(child.dacl())
                .isEqualTo(
                        Acl.of(
                                Ace.deny(ALICE, FILE_WRITE_DATA, 0),
                                Ace.allow(BOB, FILE_WRITE_DATA, INHERITED)));
    }

    @Test
    void protectedListInheritsNothing() {
        SecurityDescriptor parent =
                parent(
                        SecurityDescriptor.DACL_AUTO_INHERITED,
                        Ace.allow(BOB, FILE_WRITE_DATA, OBJECT_INHERIT));
        SecurityDescriptor creator =
                new SecurityDescriptor(
                        SecurityDescriptor.DACL_PRESENT | SecurityDescriptor.DACL_PROTECTED,
                        null,
                        null,
                        null,
                        Acl.of(Ace.allow(ALICE, FILE_WRITE_DATA, INHERITED)));
        SecurityDescriptor child = Inheritance.create(parent, creator, TOKEN, false);
        assertThat(child.dacl()).isEqualTo(Acl.of(Ace.allow(ALICE, FILE_WRITE_DATA, 0)));
        assertThat(child.control())
                .isEqualTo(SecurityDescriptor.DACL_PRESENT | SecurityDescriptor.DACL_PROTECTED);
    }

    @Test
    void nullListOfTheCreatorStaysNull() {
        SecurityDescriptor creator =
                new SecurityDescriptor(SecurityDescriptor.DACL_PRESENT, null, null, null, null);
        SecurityDescriptor child =
                Inheritance.create(
                        parent(0, Ace.allow(BOB, 1, OBJECT_INHERIT)), creator, TOKEN, false);
        assertThat(child.dacl()).isNull();
    }

    @Test
    void inheritsAuditEntriesToo() {
        Ace audit =
                new Ace(Ace.SYSTEM_AUDIT, 0x40 | OBJECT_INHERIT, 1, BOB, new byte[0], new byte[0]);
        SecurityDescriptor parent =
                new SecurityDescriptor(
                        SecurityDescriptor.DACL_PRESENT | SecurityDescriptor.SACL_PRESENT,
                        BOB,
                        null,
                        Acl.of(audit),
                        Acl.of());
        SecurityDescriptor child = Inheritance.create(parent, null, TOKEN, false);
        assertThat(child.sacl()).isEqualTo(Acl.of(audit.withFlags(0x40)));
        assertThat(child.control() & SecurityDescriptor.SACL_PRESENT).isNotZero();
    }

    private static SecurityDescriptor parent(int control, Ace... aces) {
        return new SecurityDescriptor(
                control | SecurityDescriptor.DACL_PRESENT, BOB, null, null, Acl.of(aces));
    }

    private static Acl dacl(SecurityDescriptor parent, boolean directory) {
        return Objects.requireNonNull(Inheritance.create(parent, null, TOKEN, directory).dacl());
    }

    private static Acl expected(int flags) {
        return flags < 0 ? DEFAULT : Acl.of(Ace.allow(BOB, FILE_WRITE_DATA, flags));
    }
}
