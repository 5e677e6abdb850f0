package io.onehop.wire.dtyp;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.Arrays;

/**
 * One entry of an access control list. [MS-DTYP] 2.4.4
 *
 * <p>Types that are not known are kept as they came: their SID is {@link Sid#NULL} and all their
 * bytes are application data. They grant and deny nothing.
 *
 * @param objectPart flags and GUIDs of the object types, empty for others
 * @param applicationData what follows the SID: conditions, resource attributes, padding
 */
public record Ace(
        int type, int flags, int mask, Sid sid, byte[] objectPart, byte[] applicationData) {
    public static final int ACCESS_ALLOWED = 0x00;
    public static final int ACCESS_DENIED = 0x01;
    public static final int SYSTEM_AUDIT = 0x02;
    public static final int SYSTEM_ALARM = 0x03;
    public static final int ACCESS_ALLOWED_COMPOUND = 0x04;
    public static final int ACCESS_ALLOWED_OBJECT = 0x05;
    public static final int ACCESS_DENIED_OBJECT = 0x06;
    public static final int SYSTEM_ALARM_OBJECT = 0x08;
    public static final int ACCESS_ALLOWED_CALLBACK = 0x09;
    public static final int ACCESS_ALLOWED_CALLBACK_OBJECT = 0x0B;
    public static final int ACCESS_DENIED_CALLBACK_OBJECT = 0x0C;
    public static final int SYSTEM_AUDIT_CALLBACK_OBJECT = 0x0F;
    public static final int SYSTEM_ALARM_CALLBACK_OBJECT = 0x10;
    public static final int SYSTEM_MANDATORY_LABEL = 0x11;
    public static final int SYSTEM_RESOURCE_ATTRIBUTE = 0x12;
    public static final int SYSTEM_SCOPED_POLICY_ID = 0x13;

    public static final int OBJECT_INHERIT = 0x01;
    public static final int CONTAINER_INHERIT = 0x02;
    public static final int NO_PROPAGATE_INHERIT = 0x04;
    public static final int INHERIT_ONLY = 0x08;
    public static final int INHERITED = 0x10;

    /** The flags that speak of inheritance; the others are audit flags. */
    static final int INHERITANCE =
            OBJECT_INHERIT | CONTAINER_INHERIT | NO_PROPAGATE_INHERIT | INHERIT_ONLY | INHERITED;

    private static final byte[] NOTHING = new byte[0];
    private static final int HEADER_BYTES = 4;
    private static final int GUID_BYTES = 16;

    /** An entry that grants a mask. */
    public static Ace allow(Sid sid, int mask, int flags) {
        return new Ace(ACCESS_ALLOWED, flags, mask, sid, NOTHING, NOTHING);
    }

    /** An entry that denies a mask. */
    public static Ace deny(Sid sid, int mask, int flags) {
        return new Ace(ACCESS_DENIED, flags, mask, sid, NOTHING, NOTHING);
    }

    public static Ace decode(WireReader in) throws MalformedMessageException {
        int start = in.position();
        int type = in.u8();
        int flags = in.u8();
        int size = in.u16();
        if (size < HEADER_BYTES) {
            throw new MalformedMessageException("ACE of " + size + " bytes");
        }
        WireReader body = in.window(start + HEADER_BYTES, size - HEADER_BYTES);
        in.seek((long) start + size);
        if (!hasSid(type)) {
            return new Ace(type, flags, 0, Sid.NULL, NOTHING, body.bytes(body.remaining()));
        }
        int mask = body.i32();
        byte[] objectPart = NOTHING;
        if (isObject(type)) {
            int present = body.i32();
            body.seek(body.position() - 4L);
            objectPart = body.bytes(4 + Integer.bitCount(present & 3) * GUID_BYTES);
        }
        Sid sid = Sid.decode(body);
        return new Ace(type, flags, mask, sid, objectPart, body.bytes(body.remaining()));
    }

    public void encode(WireWriter out) {
        int start = out.position();
        out.u8(type).u8(flags).u16(0);
        if (hasSid(type)) {
            out.u32(mask).bytes(objectPart);
            sid.encode(out);
        }
        out.bytes(applicationData).align(4, start);
        out.patchU16(start + 2, out.position() - start);
    }

    /** The same entry with other flags. */
    public Ace withFlags(int newFlags) {
        return new Ace(type, newFlags, mask, sid, objectPart, applicationData);
    }

    /** The same entry with another mask. */
    public Ace withMask(int newMask) {
        return new Ace(type, flags, newMask, sid, objectPart, applicationData);
    }

    /** The same entry for somebody else. */
    public Ace withSid(Sid newSid) {
        return new Ace(type, flags, mask, newSid, objectPart, applicationData);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether it counts in the access check of the object it is on. */
    public boolean isEffective() {
        return !has(INHERIT_ONLY);
    }

    /** Whether it stands for one of the parts of a SACL that can be asked for alone. */
    boolean isPart(int information) {
        return switch (type) {
            case SYSTEM_MANDATORY_LABEL -> (information & SecurityInformation.LABEL) != 0;
            case SYSTEM_RESOURCE_ATTRIBUTE -> (information & SecurityInformation.ATTRIBUTE) != 0;
            case SYSTEM_SCOPED_POLICY_ID -> (information & SecurityInformation.SCOPE) != 0;
            default -> (information & SecurityInformation.SACL) != 0;
        };
    }

    /** Whether the type is one of those with object GUIDs. */
    static boolean isObject(int type) {
        return (type >= ACCESS_ALLOWED_OBJECT && type <= SYSTEM_ALARM_OBJECT)
                || type == ACCESS_ALLOWED_CALLBACK_OBJECT
                || type == ACCESS_DENIED_CALLBACK_OBJECT
                || type == SYSTEM_AUDIT_CALLBACK_OBJECT
                || type == SYSTEM_ALARM_CALLBACK_OBJECT;
    }

    private static boolean hasSid(int type) {
        return type <= SYSTEM_SCOPED_POLICY_ID && type != ACCESS_ALLOWED_COMPOUND;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ace ace
                && type == ace.type
                && flags == ace.flags
                && mask == ace.mask
                && sid.equals(ace.sid)
                && Arrays.equals(objectPart, ace.objectPart)
                && Arrays.equals(applicationData, ace.applicationData);
    }

    @Override
    public int hashCode() {
        return ((type * 31 + flags) * 31 + mask) * 31 + sid.hashCode();
    }

    @Override
    public String toString() {
        return "Ace(%d, 0x%x, 0x%08x, %s)".formatted(type, flags, mask, sid);
    }
}
