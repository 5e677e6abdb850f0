package io.onehop.wire.dtyp;

import io.onehop.base.Limits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the descriptor of a new object. [MS-DTYP] 2.5.3.4 */
public final class Inheritance {
    private static final int INHERITABLE = Ace.OBJECT_INHERIT | Ace.CONTAINER_INHERIT;

    private Inheritance() {}

    /**
     * The descriptor of a new file or directory. As NTFS does, entries are marked as inherited and
     * merged with those that the creator gives only below a parent whose list is auto-inherited.
     *
     * @param creator what the creator gives, or null
     */
    public static SecurityDescriptor create(
            SecurityDescriptor parent,
            @Nullable SecurityDescriptor creator,
            Token token,
            boolean directory) {
        Sid owner = creator != null && creator.owner() != null ? creator.owner() : token.user();
        Sid group =
                creator != null && creator.group() != null ? creator.group() : token.primaryGroup();
        boolean givesDacl =
                creator != null && (creator.control() & SecurityDescriptor.DACL_PRESENT) != 0;
        boolean givesSacl =
                creator != null && (creator.control() & SecurityDescriptor.SACL_PRESENT) != 0;
        Result dacl =
                compute(
                        new Source(
                                parent.dacl(), has(parent, SecurityDescriptor.DACL_AUTO_INHERITED)),
                        givesDacl,
                        creator == null ? null : creator.dacl(),
                        has(creator, SecurityDescriptor.DACL_PROTECTED),
                        new Child(owner, group, directory));
        Result sacl =
                compute(
                        new Source(
                                parent.sacl(), has(parent, SecurityDescriptor.SACL_AUTO_INHERITED)),
                        givesSacl,
                        creator == null ? null : creator.sacl(),
                        has(creator, SecurityDescriptor.SACL_PROTECTED),
                        new Child(owner, group, directory));
        Acl newDacl = dacl.found ? dacl.acl : token.defaultDacl();
        int control = SecurityDescriptor.DACL_PRESENT;
        control |= dacl.auto ? SecurityDescriptor.DACL_AUTO_INHERITED : 0;
        control |= dacl.isProtected ? SecurityDescriptor.DACL_PROTECTED : 0;
        if (sacl.found && sacl.acl != null) {
            control |= SecurityDescriptor.SACL_PRESENT;
            control |= sacl.auto ? SecurityDescriptor.SACL_AUTO_INHERITED : 0;
            control |= sacl.isProtected ? SecurityDescriptor.SACL_PROTECTED : 0;
        }
        return new SecurityDescriptor(control, owner, group, sacl.acl, newDacl);
    }

    /** The parent's list. */
    private record Source(@Nullable Acl acl, boolean auto) {}

    /** What is made. */
    private record Child(Sid owner, Sid group, boolean directory) {}

    /**
     * @param found false when neither parent nor creator says anything
     */
    private record Result(boolean found, @Nullable Acl acl, boolean auto, boolean isProtected) {}

    /** [MS-DTYP] 2.5.3.4.2 */
    private static Result compute(
            Source parent,
            boolean given,
            @Nullable Acl explicit,
            boolean isProtected,
            Child child) {
        List<Ace> inherited = inherited(parent, child);
        if (!given) {
            return inherited.isEmpty()
                    ? new Result(false, null, false, false)
                    : new Result(true, new Acl(inherited), parent.auto, false);
        }
        if (explicit == null) {
            return new Result(true, null, false, isProtected);
        }
        boolean merge = parent.auto && !isProtected;
        List<Ace> aces = new ArrayList<>();
        for (Ace ace : explicit.aces()) {
            // Where nothing is merged, dropping what the creator calls inherited would lose it.
            if (!merge || !ace.has(Ace.INHERITED)) {
                int flags = isProtected ? ace.flags() & ~Ace.INHERITED : ace.flags();
                concrete(ace.withFlags(flags), child, aces);
            }
        }
        if (merge) {
            for (Ace ace : inherited) {
                if (aces.size() < Limits.MAX_ACES) {
                    aces.add(ace);
                }
            }
        }
        return new Result(true, new Acl(aces), merge, isProtected);
    }

    /** [MS-DTYP] 2.5.3.4.4 */
    private static List<Ace> inherited(Source parent, Child child) {
        List<Ace> aces = new ArrayList<>();
        if (parent.acl == null) {
            return aces;
        }
        for (Ace ace : parent.acl.aces()) {
            int mark = (ace.flags() & ~Ace.INHERITANCE) | (parent.auto ? Ace.INHERITED : 0);
            boolean propagates = !ace.has(Ace.NO_PROPAGATE_INHERIT);
            if (!child.directory) {
                if (ace.has(Ace.OBJECT_INHERIT)) {
                    aces.add(effective(ace.withFlags(mark), child));
                }
            } else if (ace.has(Ace.CONTAINER_INHERIT)) {
                int on = propagates ? ace.flags() & INHERITABLE : 0;
                concrete(ace.withFlags(mark | on), child, aces);
            } else if (ace.has(Ace.OBJECT_INHERIT) && propagates) {
                aces.add(ace.withFlags(mark | Ace.OBJECT_INHERIT | Ace.INHERIT_ONLY));
            }
            if (aces.size() >= Limits.MAX_ACES) {
                break;
            }
        }
        return aces;
    }

    /**
     * Adds an entry; when its SID or mask stands for something that is only known for this object,
     * it becomes two: one that counts here and one that is only inherited further. [MS-DTYP]
     * 2.5.3.4.7
     */
    private static void concrete(Ace ace, Child child, List<Ace> to) {
        if (!ace.isEffective()) {
            to.add(ace);
            return;
        }
        Ace here = effective(ace, child);
        if (here.equals(ace) || !ace.has(INHERITABLE)) {
            to.add(here);
            return;
        }
        int audit = ace.flags() & ~(INHERITABLE | Ace.NO_PROPAGATE_INHERIT);
        to.add(here.withFlags(audit));
        to.add(ace.withFlags(ace.flags() | Ace.INHERIT_ONLY));
    }

    private static Ace effective(Ace ace, Child child) {
        Sid sid = ace.sid();
        if (sid.equals(Sid.CREATOR_OWNER)) {
            sid = child.owner;
        } else if (sid.equals(Sid.CREATOR_GROUP)) {
            sid = child.group;
        }
        return ace.withSid(sid).withMask(AccessMask.mapGeneric(ace.mask()));
    }

    private static boolean has(@Nullable SecurityDescriptor descriptor, int bit) {
        return descriptor != null && (descriptor.control() & bit) != 0;
    }
}
