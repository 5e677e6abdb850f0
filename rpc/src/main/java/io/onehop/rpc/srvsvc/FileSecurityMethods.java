package io.onehop.rpc.srvsvc;

import io.onehop.base.Limits;
import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;

/**
 * Security descriptors of files by the way of the server service, as older tools of Windows ask for
 * them. [MS-SRVS] 3.1.4.27, 3.1.4.28
 */
final class FileSecurityMethods {
    static final int GET = 39;
    static final int SET = 40;

    private final ServerControl control;

    FileSecurityMethods(ServerControl control) {
        this.control = control;
    }

    /** NetrpGetFileSecurity; the server's name was read. */
    byte[] get(NdrReader in, RpcCaller caller) throws MalformedMessageException {
        String share = in.uniqueString();
        String file = in.string();
        int information = in.i32();
        ServerControl.FileSecurity found =
                share == null
                        ? new ServerControl.FileSecurity(NetStatus.NET_NAME_NOT_FOUND, null)
                        : control.fileSecurity(caller, share, file, information);
        NdrWriter out = new NdrWriter();
        byte[] descriptor = found.descriptor();
        if (descriptor == null) {
            out.u32(0);
        } else {
            out.referent().u32(descriptor.length).referent().conformantBytes(descriptor).align(4);
        }
        return out.u32(found.status()).toBytes();
    }

    /** NetrpSetFileSecurity; the server's name was read. */
    byte[] set(NdrReader in, RpcCaller caller) throws MalformedMessageException {
        String share = in.uniqueString();
        String file = in.string();
        int information = in.i32();
        in.u32();
        byte[] descriptor = in.pointer() ? in.conformantBytes() : new byte[0];
        if (descriptor.length > Limits.MAX_SECURITY_DESCRIPTOR_BYTES) {
            throw new MalformedMessageException("descriptor of " + descriptor.length + " bytes");
        }
        int status =
                share == null
                        ? NetStatus.NET_NAME_NOT_FOUND
                        : control.setFileSecurity(caller, share, file, information, descriptor);
        return new NdrWriter().u32(status).toBytes();
    }
}
