package io.onehop.server.handler;

import io.onehop.server.open.AccessRules;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.dtyp.AccessCheck;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.Ace;
import io.onehop.wire.dtyp.Acl;
import io.onehop.wire.dtyp.Inheritance;
import io.onehop.wire.dtyp.Privilege;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.SecurityInformation;
import io.onehop.wire.dtyp.Sid;
import io.onehop.wire.dtyp.Token;
import io.onehop.wire.smb2.NtStatus;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Security descriptors of stored files as rules for opens. Thread safe. [MS-DTYP] 2.5.3, [MS-FSA]
 * 2.1.5.1
 *
 * <p>A file without a stored descriptor has {@link SecurityDescriptor#DEFAULT}. Every new file gets
 * one stored, so that it belongs to whoever made it.
 */
public final class Security implements AccessRules {
    private static final Logger LOG = LoggerFactory.getLogger(Security.class);

    /** Relative id of the group that all users of a domain are in. [MS-DTYP] 2.4.2.4 */
    private static final int DOMAIN_USERS = 513;

    /** Only a bound for the cache: making a token again is cheap. */
    private static final int MAX_TOKENS = 1024;

    /** Given for a descriptor that cannot be read: only administrators may repair it. */
    private static final SecurityDescriptor UNREADABLE =
            SecurityDescriptor.of(
                    Sid.ADMINISTRATORS,
                    Sid.ADMINISTRATORS,
                    Acl.of(Ace.allow(Sid.ADMINISTRATORS, AccessMask.FILE_ALL_ACCESS, 0)));

    private final ConcurrentHashMap<Identity, Token> tokens = new ConcurrentHashMap<>();

    @Override
    public int maximalAccess(Identity who, StoredFile file) throws VolumeException {
        if (who.isAnonymous()) {
            // May use what is open, and open nothing, whatever a list says: as Windows keeps
            // sessions without a user off its shares.
            return 0;
        }
        Token token = token(who);
        int rights = AccessCheck.maximalAccess(descriptor(file), token);
        return token.holds(Privilege.SECURITY)
                ? rights | AccessMask.ACCESS_SYSTEM_SECURITY
                : rights;
    }

    @Override
    public int privileged(Identity who, int asked, boolean backupIntent) {
        boolean matters =
                backupIntent || (AccessMask.mapGeneric(asked) & AccessMask.WRITE_OWNER) != 0;
        return matters && who.administrator()
                ? AccessCheck.privileged(token(who), asked, backupIntent)
                : 0;
    }

    @Override
    public byte @Nullable [] descriptorForNew(
            Identity who, StoredFile parent, boolean directory, byte @Nullable [] requested)
            throws SmbException, VolumeException {
        Token token = token(who);
        SecurityDescriptor creator = requested == null ? null : SecurityQueries.decode(requested);
        if (creator != null) {
            checkOwner(creator.owner(), token);
            if (creator.sacl() != null && !token.holds(Privilege.SECURITY)) {
                throw new SmbException(NtStatus.PRIVILEGE_NOT_HELD);
            }
        }
        return Inheritance.create(descriptor(parent), creator, token, directory).toBytes();
    }

    /** The descriptor of a file, or the default one. */
    static SecurityDescriptor descriptor(StoredFile file) throws VolumeException {
        byte[] stored = file.security();
        if (stored == null) {
            return SecurityDescriptor.DEFAULT;
        }
        try {
            return SecurityDescriptor.decode(stored);
        } catch (MalformedMessageException e) {
            LOG.warn("security descriptor of {} is damaged: {}", file.path(), e.getMessage());
            return UNREADABLE;
        }
    }

    /**
     * Fails unless somebody may give a file to an owner: to itself, to the administrators if it is
     * one, or to anybody with the privilege to restore.
     */
    static void checkOwner(@Nullable Sid owner, Token token) throws SmbException {
        if (owner == null || token.user().equals(owner) || token.holds(Privilege.RESTORE)) {
            return;
        }
        if (!(owner.equals(Sid.ADMINISTRATORS) && token.is(owner))) {
            throw new SmbException(NtStatus.INVALID_OWNER);
        }
    }

    /** The token of an identity. */
    Token token(Identity who) {
        Token known = tokens.get(who);
        if (known != null) {
            return known;
        }
        Token made = makeToken(who);
        if (tokens.size() >= MAX_TOKENS) {
            tokens.clear();
        }
        tokens.put(who, made);
        return made;
    }

    static Token makeToken(Identity who) {
        Sid user = Sid.parse(who.userSid());
        Set<Sid> sids = new HashSet<>();
        for (String group : who.groupSids()) {
            sids.add(Sid.parse(group));
        }
        List<Integer> parts = user.subAuthorities();
        boolean account = parts.size() == 5 && parts.getFirst() == 21;
        Sid group =
                account
                        ? new Sid(user.authority(), parts.subList(0, 4)).child(DOMAIN_USERS)
                        : Sid.USERS;
        return new Token(
                user,
                group,
                sids,
                who.administrator()
                        ? EnumSet.allOf(Privilege.class)
                        : EnumSet.noneOf(Privilege.class));
    }

    /** The parts of a descriptor that are set with WRITE_OWNER. */
    static final int OWNER_PARTS =
            SecurityInformation.OWNER | SecurityInformation.GROUP | SecurityInformation.LABEL;
}
