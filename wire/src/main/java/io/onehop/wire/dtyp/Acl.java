package io.onehop.wire.dtyp;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** An access control list, in its order. [MS-DTYP] 2.4.5 */
public record Acl(List<Ace> aces) {
    private static final int REVISION = 2;
    private static final int REVISION_DS = 4;
    private static final int HEADER_BYTES = 8;

    public Acl {
        aces = List.copyOf(aces);
    }

    public static Acl of(Ace... aces) {
        return new Acl(List.of(aces));
    }

    public static Acl decode(WireReader in) throws MalformedMessageException {
        int start = in.position();
        int revision = in.u8();
        if (revision < REVISION || revision > REVISION_DS) {
            throw new MalformedMessageException("ACL of revision " + revision);
        }
        in.skip(1);
        int size = in.u16();
        int count = in.u16();
        in.skip(2);
        if (count > Limits.MAX_ACES || size < HEADER_BYTES) {
            throw new MalformedMessageException("ACL of " + count + " entries");
        }
        WireReader body = in.window(start + HEADER_BYTES, size - HEADER_BYTES);
        List<Ace> aces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            aces.add(Ace.decode(body));
        }
        in.seek((long) start + size);
        return new Acl(aces);
    }

    public void encode(WireWriter out) {
        int start = out.position();
        boolean objects = aces.stream().anyMatch(ace -> Ace.isObject(ace.type()));
        out.u8(objects ? REVISION_DS : REVISION).u8(0).u16(0).u16(aces.size()).u16(0);
        aces.forEach(ace -> ace.encode(out));
        out.patchU16(start + 2, out.position() - start);
    }

    /** The same list with the generic bits of its effective entries mapped to those of files. */
    public Acl mapGeneric() {
        return new Acl(
                aces.stream()
                        .map(
                                ace ->
                                        ace.isEffective()
                                                ? ace.withMask(AccessMask.mapGeneric(ace.mask()))
                                                : ace)
                        .toList());
    }
}
