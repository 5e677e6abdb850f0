package io.onehop.wire.dtyp;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A security descriptor; its wire form is the self-relative one. [MS-DTYP] 2.4.6
 *
 * <p>A null DACL, present or not, lets everybody do everything; an empty one nobody but the owner.
 *
 * @param control without SELF_RELATIVE; DACL_PRESENT and SACL_PRESENT may be set with a null list
 */
public record SecurityDescriptor(
        int control,
        @Nullable Sid owner,
        @Nullable Sid group,
        @Nullable Acl sacl,
        @Nullable Acl dacl) {
    public static final int DACL_PRESENT = 0x4;
    public static final int DACL_DEFAULTED = 0x8;
    public static final int SACL_PRESENT = 0x10;
    public static final int SACL_DEFAULTED = 0x20;
    public static final int DACL_AUTO_INHERIT_REQUIRED = 0x100;
    public static final int SACL_AUTO_INHERIT_REQUIRED = 0x200;
    public static final int DACL_AUTO_INHERITED = 0x400;
    public static final int SACL_AUTO_INHERITED = 0x800;
    public static final int DACL_PROTECTED = 0x1000;
    public static final int SACL_PROTECTED = 0x2000;
    public static final int SELF_RELATIVE = 0x8000;

    private static final int OWNER_DEFAULTED = 0x1;
    private static final int GROUP_DEFAULTED = 0x2;
    private static final int DACL_BITS =
            DACL_PRESENT
                    | DACL_DEFAULTED
                    | DACL_AUTO_INHERIT_REQUIRED
                    | DACL_AUTO_INHERITED
                    | DACL_PROTECTED;
    private static final int SACL_BITS =
            SACL_PRESENT
                    | SACL_DEFAULTED
                    | SACL_AUTO_INHERIT_REQUIRED
                    | SACL_AUTO_INHERITED
                    | SACL_PROTECTED;
    private static final int REVISION = 1;
    private static final int HEADER_BYTES = 20;

    /**
     * What a file has that none was ever stored for: it belongs to the administrators, and they,
     * the system and every authenticated user may do all, below it too. A directory that existed
     * before it was shared is so usable by the cluster's users at once; the share's own permissions
     * and descriptors that an administrator sets narrow it.
     */
    public static final SecurityDescriptor DEFAULT =
            new SecurityDescriptor(
                    DACL_PRESENT | DACL_AUTO_INHERITED,
                    Sid.ADMINISTRATORS,
                    Sid.ADMINISTRATORS,
                    null,
                    Acl.of(
                            full(Sid.ADMINISTRATORS),
                            full(Sid.LOCAL_SYSTEM),
                            full(Sid.AUTHENTICATED_USERS)));

    public SecurityDescriptor {
        control &= ~(SELF_RELATIVE | OWNER_DEFAULTED | GROUP_DEFAULTED);
    }

    /** A descriptor with a DACL and nothing special. */
    public static SecurityDescriptor of(@Nullable Sid owner, @Nullable Sid group, Acl dacl) {
        return new SecurityDescriptor(DACL_PRESENT, owner, group, null, dacl);
    }

    public static SecurityDescriptor decode(WireReader in) throws MalformedMessageException {
        if (in.length() > Limits.MAX_SECURITY_DESCRIPTOR_BYTES) {
            throw new MalformedMessageException("descriptor of " + in.length() + " bytes");
        }
        int revision = in.u8();
        if (revision != REVISION) {
            throw new MalformedMessageException("descriptor of revision " + revision);
        }
        in.skip(1);
        int control = in.u16();
        if ((control & SELF_RELATIVE) == 0) {
            throw new MalformedMessageException("descriptor is not self-relative");
        }
        long ownerAt = in.u32();
        long groupAt = in.u32();
        long saclAt = in.u32();
        long daclAt = in.u32();
        return new SecurityDescriptor(
                control,
                sid(in, ownerAt),
                sid(in, groupAt),
                (control & SACL_PRESENT) == 0 ? null : acl(in, saclAt),
                (control & DACL_PRESENT) == 0 ? null : acl(in, daclAt));
    }

    public static SecurityDescriptor decode(byte[] bytes) throws MalformedMessageException {
        return decode(new WireReader(bytes));
    }

    /** Offsets count from where the writer is. */
    public void encode(WireWriter out) {
        int start = out.position();
        out.u8(REVISION).u8(0).u16(control | SELF_RELATIVE).zero(16);
        if (owner != null) {
            out.patchU32(start + 4, out.position() - start);
            owner.encode(out);
        }
        if (group != null) {
            out.patchU32(start + 8, out.position() - start);
            group.encode(out);
        }
        if (sacl != null) {
            out.patchU32(start + 12, out.position() - start);
            sacl.encode(out);
        }
        if (dacl != null) {
            out.patchU32(start + 16, out.position() - start);
            dacl.encode(out);
        }
    }

    public byte[] toBytes() {
        WireWriter out = new WireWriter();
        encode(out);
        return out.toBytes();
    }

    /** Only the parts that are asked for, as a query answers them. [MS-DTYP] 2.4.7 */
    public SecurityDescriptor select(int information) {
        int wanted = SecurityInformation.expand(information);
        boolean wantsSacl =
                (wanted & (SecurityInformation.SACL | SecurityInformation.SACL_PARTS)) != 0;
        boolean wantsDacl = (wanted & SecurityInformation.DACL) != 0;
        Acl chosen = sacl;
        if (chosen != null && (wanted & SecurityInformation.SACL) == 0) {
            chosen = new Acl(chosen.aces().stream().filter(ace -> ace.isPart(wanted)).toList());
            chosen = chosen.aces().isEmpty() ? null : chosen;
        }
        int bits = wantsDacl ? control & DACL_BITS : 0;
        bits |= wantsSacl && chosen != null ? control & SACL_BITS : 0;
        return new SecurityDescriptor(
                bits,
                (wanted & SecurityInformation.OWNER) != 0 ? owner : null,
                (wanted & SecurityInformation.GROUP) != 0 ? group : null,
                wantsSacl ? chosen : null,
                wantsDacl ? dacl : null);
    }

    /**
     * This descriptor after a SET of some parts of another one. Generic bits are mapped; a list is
     * auto-inherited afterwards only if the setter asks for it with both bits. [MS-SMB2]
     * 3.3.5.21.3, [MS-FSA] 2.1.5.17
     */
    public SecurityDescriptor merge(SecurityDescriptor given, int information) {
        int set = SecurityInformation.expand(information);
        int bits = control;
        Acl newDacl = dacl;
        if ((set & SecurityInformation.DACL) != 0) {
            newDacl = given.dacl == null ? null : given.dacl.mapGeneric();
            bits = (bits & ~DACL_BITS) | DACL_PRESENT | (given.control & DACL_PROTECTED);
            int both = DACL_AUTO_INHERIT_REQUIRED | DACL_AUTO_INHERITED;
            bits |= (given.control & both) == both ? DACL_AUTO_INHERITED : 0;
        }
        if ((set & SecurityInformation.PROTECTED_DACL) != 0) {
            bits |= DACL_PROTECTED;
        } else if ((set & SecurityInformation.UNPROTECTED_DACL) != 0) {
            bits &= ~DACL_PROTECTED;
        }
        Acl newSacl = sacl;
        if ((set & (SecurityInformation.SACL | SecurityInformation.SACL_PARTS)) != 0) {
            newSacl = mergeSacl(given, set);
            bits &= ~SACL_BITS;
            bits |= newSacl == null ? 0 : SACL_PRESENT;
            bits |= given.control & SACL_PROTECTED;
            int both = SACL_AUTO_INHERIT_REQUIRED | SACL_AUTO_INHERITED;
            bits |= (given.control & both) == both ? SACL_AUTO_INHERITED : 0;
        }
        if ((set & SecurityInformation.PROTECTED_SACL) != 0) {
            bits |= SACL_PROTECTED;
        } else if ((set & SecurityInformation.UNPROTECTED_SACL) != 0) {
            bits &= ~SACL_PROTECTED;
        }
        return new SecurityDescriptor(
                bits,
                (set & SecurityInformation.OWNER) != 0 ? given.owner : owner,
                (set & SecurityInformation.GROUP) != 0 ? given.group : group,
                newSacl,
                newDacl);
    }

    /** Entries of the parts that are set come from the given list, the others stay. */
    private @Nullable Acl mergeSacl(SecurityDescriptor given, int set) {
        List<Ace> aces = new ArrayList<>();
        if (given.sacl != null) {
            given.sacl.aces().stream().filter(ace -> ace.isPart(set)).forEach(aces::add);
        }
        if (sacl != null) {
            sacl.aces().stream().filter(ace -> !ace.isPart(set)).forEach(aces::add);
        }
        return aces.isEmpty() && given.sacl == null ? null : new Acl(aces);
    }

    private static Ace full(Sid sid) {
        return Ace.allow(
                sid, AccessMask.FILE_ALL_ACCESS, Ace.OBJECT_INHERIT | Ace.CONTAINER_INHERIT);
    }

    private static @Nullable Sid sid(WireReader in, long at) throws MalformedMessageException {
        if (at == 0) {
            return null;
        }
        checkOffset(at);
        in.seek(at);
        return Sid.decode(in);
    }

    private static @Nullable Acl acl(WireReader in, long at) throws MalformedMessageException {
        if (at == 0) {
            return null;
        }
        checkOffset(at);
        in.seek(at);
        return Acl.decode(in);
    }

    private static void checkOffset(long at) throws MalformedMessageException {
        if (at < HEADER_BYTES) {
            throw new MalformedMessageException("part of a descriptor within its header");
        }
    }
}
