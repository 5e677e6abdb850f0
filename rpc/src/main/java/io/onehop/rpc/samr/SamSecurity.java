package io.onehop.rpc.samr;

import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.Ace;
import io.onehop.wire.dtyp.Acl;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.Sid;

/** Who may do what with accounts: everybody may read, nobody may write. [MS-SAMR] 3.1.5.12.2. */
final class SamSecurity {
    private static final int OWNER = 0x1;
    private static final int GROUP = 0x2;
    private static final int DACL = 0x4;

    private SamSecurity() {}

    static byte[] descriptor(SamObject target, int information) {
        Acl dacl = Acl.of(Ace.allow(Sid.AUTHENTICATED_USERS, target.readable(), 0));
        boolean withDacl = (information & DACL) != 0;
        SecurityDescriptor descriptor =
                new SecurityDescriptor(
                        withDacl ? SecurityDescriptor.DACL_PRESENT : 0,
                        (information & OWNER) != 0 ? Sid.ADMINISTRATORS : null,
                        (information & GROUP) != 0 ? Sid.ADMINISTRATORS : null,
                        null,
                        withDacl ? dacl : null);
        WireWriter bytes = new WireWriter();
        descriptor.encode(bytes);
        byte[] value = bytes.toBytes();
        NdrWriter out = new NdrWriter().referent().u32(value.length);
        out.pointer(value, out::conformantBytes);
        return out.deferred().align(4).u32(SamCodec.SUCCESS).toBytes();
    }
}
