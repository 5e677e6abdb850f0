package io.onehop.wire.dtyp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SecurityDescriptorTest {
    private static final Sid USER = Sid.parse("S-1-5-21-801100270-2763905986-787435335-1000");

    /** What smbtorture's acls tests read from a server: the owner and SYSTEM may do all. */
    private static final byte[] CAPTURED =
            HexFormat.of()
                    .parseHex(
                            "0100048014000000000000000000000030000000010500000000000515000000eed1"
                                    + "2f30c2dbafa4474bdf2ee8030000020040000200000000002400ff011f0001"
                                    + "0500000000000515000000eed12f30c2dbafa4474bdf2ee803000000001400"
                                    + "ff011f00010100000000000512000000");

    @Test
    void decodesAndEncodesACapturedDescriptor() throws Exception {
        Sid owner = Sid.decode(new WireReader(Arrays.copyOfRange(CAPTURED, 20, 48)));
        SecurityDescriptor descriptor = SecurityDescriptor.decode(CAPTURED);
        assertThat(descriptor.owner()).isEqualTo(owner);
        assertThat(owner).hasToString("S-1-5-21-808440302-2762988482-786385735-1000");
        assertThat(descriptor.group()).isNull();
        assertThat(descriptor.control()).isEqualTo(SecurityDescriptor.DACL_PRESENT);
        assertThat(descriptor.dacl())
                .isEqualTo(
                        Acl.of(
                                Ace.allow(owner, AccessMask.FILE_ALL_ACCESS, 0),
                                Ace.allow(Sid.LOCAL_SYSTEM, AccessMask.FILE_ALL_ACCESS, 0)));
        assertThat(descriptor.toBytes()).isEqualTo(CAPTURED);
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < CAPTURED.length; length++) {
            byte[] cut = Arrays.copyOf(CAPTURED, length);
            assertThatThrownBy(() -> SecurityDescriptor.decode(cut))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void anyChangedByteIsAtWorstMalformed() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = CAPTURED.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                SecurityDescriptor.decode(bytes).toBytes();
            } catch (MalformedMessageException expected) {
                assertThat(expected).as("seed %d", seed).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void refusesMoreEntriesThanTheLimit() {
        WireWriter out = new WireWriter();
        out.u8(2).u8(0).u16(8).u16(Limits.MAX_ACES + 1).u16(0);
        assertThatThrownBy(() -> Acl.decode(new WireReader(out.toBytes())))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void generatedDescriptorsComeBack() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Acl dacl = random.nextInt(4) == 0 ? null : acl(random);
            Acl sacl = random.nextBoolean() ? null : acl(random);
            int control = SecurityDescriptor.DACL_PRESENT;
            control |= sacl == null ? 0 : SecurityDescriptor.SACL_PRESENT;
            SecurityDescriptor descriptor =
                    new SecurityDescriptor(
                            control,
                            random.nextBoolean() ? sid(random) : null,
                            random.nextBoolean() ? sid(random) : null,
                            sacl,
                            dacl);
            assertThat(SecurityDescriptor.decode(descriptor.toBytes()))
                    .as("seed %d", seed)
                    .isEqualTo(descriptor);
        }
    }

    @Test
    void keepsEntriesOfTypesThatItDoesNotKnow() throws Exception {
        byte[] ace = HexFormat.of().parseHex("990310000102030405060708090a0b0c");
        Ace decoded = Ace.decode(new WireReader(ace));
        WireWriter out = new WireWriter();
        decoded.encode(out);
        assertThat(out.toBytes()).isEqualTo(ace);
    }

    @Test
    void keepsTheObjectTypesOfObjectEntries() throws Exception {
        byte[] ace =
                HexFormat.of()
                        .parseHex(
                                "05003000"
                                        + "ff010000"
                                        + "03000000"
                                        + "11".repeat(16)
                                        + "22".repeat(16)
                                        + "010100000000000100000000");
        ace[2] = (byte) ace.length;
        Ace decoded = Ace.decode(new WireReader(ace));
        assertThat(decoded.sid()).isEqualTo(Sid.EVERYONE);
        assertThat(decoded.objectPart()).hasSize(36);
        WireWriter out = new WireWriter();
        decoded.encode(out);
        assertThat(out.toBytes()).isEqualTo(ace);
    }

    @Test
    void selectsOnlyWhatIsAskedFor() {
        SecurityDescriptor whole =
                new SecurityDescriptor(
                        SecurityDescriptor.DACL_PRESENT
                                | SecurityDescriptor.DACL_PROTECTED
                                | SecurityDescriptor.SACL_PRESENT,
                        USER,
                        Sid.USERS,
                        Acl.of(label()),
                        Acl.of(Ace.allow(USER, 1, 0)));
        SecurityDescriptor owner = whole.select(SecurityInformation.OWNER);
        assertThat(owner).isEqualTo(new SecurityDescriptor(0, USER, null, null, null));
        SecurityDescriptor dacl = whole.select(SecurityInformation.DACL);
        assertThat(dacl.control())
                .isEqualTo(SecurityDescriptor.DACL_PRESENT | SecurityDescriptor.DACL_PROTECTED);
        assertThat(dacl.owner()).isNull();
        assertThat(whole.select(SecurityInformation.LABEL).sacl()).isEqualTo(Acl.of(label()));
        assertThat(whole.select(SecurityInformation.SCOPE).sacl()).isNull();
    }

    @Test
    void mergesOnlyWhatIsSet() {
        SecurityDescriptor before =
                SecurityDescriptor.of(USER, Sid.USERS, Acl.of(Ace.allow(USER, 1, 0)));
        SecurityDescriptor given =
                SecurityDescriptor.of(
                        Sid.ADMINISTRATORS,
                        null,
                        Acl.of(Ace.allow(Sid.EVERYONE, AccessMask.GENERIC_READ, 0)));
        SecurityDescriptor after = before.merge(given, SecurityInformation.DACL);
        assertThat(after.owner()).isEqualTo(USER);
        assertThat(after.group()).isEqualTo(Sid.USERS);
        assertThat(after.dacl())
                .isEqualTo(Acl.of(Ace.allow(Sid.EVERYONE, AccessMask.FILE_GENERIC_READ, 0)));
        assertThat(before.merge(given, SecurityInformation.OWNER).owner())
                .isEqualTo(Sid.ADMINISTRATORS);
    }

    @Test
    void becomesAutoInheritedOnlyWhenBothBitsAreGiven() {
        SecurityDescriptor before = SecurityDescriptor.of(USER, null, Acl.of());
        int inherited = SecurityDescriptor.DACL_AUTO_INHERITED;
        int required = SecurityDescriptor.DACL_AUTO_INHERIT_REQUIRED;
        assertThat(merged(before, inherited)).isEqualTo(SecurityDescriptor.DACL_PRESENT);
        assertThat(merged(before, required)).isEqualTo(SecurityDescriptor.DACL_PRESENT);
        assertThat(merged(before, inherited | required))
                .isEqualTo(SecurityDescriptor.DACL_PRESENT | inherited);
        assertThat(merged(before, SecurityDescriptor.DACL_PROTECTED))
                .isEqualTo(SecurityDescriptor.DACL_PRESENT | SecurityDescriptor.DACL_PROTECTED);
    }

    private static int merged(SecurityDescriptor before, int control) {
        SecurityDescriptor given =
                new SecurityDescriptor(
                        control | SecurityDescriptor.DACL_PRESENT, null, null, null, Acl.of());
        return before.merge(given, SecurityInformation.DACL).control();
    }

    private static Ace label() {
        return new Ace(
                Ace.SYSTEM_MANDATORY_LABEL,
                0,
                1,
                Sid.parse("S-1-16-8192"),
                new byte[0],
                new byte[0]);
    }

    private static Acl acl(Random random) {
        List<Ace> aces = new ArrayList<>();
        for (int n = random.nextInt(8); n > 0; n--) {
            byte[] data = new byte[random.nextInt(4) * 4];
            random.nextBytes(data);
            aces.add(
                    new Ace(
                            random.nextInt(4),
                            random.nextInt(256),
                            random.nextInt(),
                            sid(random),
                            new byte[0],
                            data));
        }
        return new Acl(aces);
    }

    private static Sid sid(Random random) {
        List<Integer> subAuthorities = new ArrayList<>();
        for (int n = random.nextInt(Limits.MAX_SUB_AUTHORITIES + 1); n > 0; n--) {
            subAuthorities.add(random.nextInt());
        }
        return new Sid(random.nextLong(1L << 48), subAuthorities);
    }
}
