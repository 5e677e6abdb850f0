package io.onehop.rpc.srvsvc;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.srvsvc.EnumReply.Query;
import io.onehop.rpc.srvsvc.ServerInventory.Connection;
import io.onehop.rpc.srvsvc.ServerInventory.OpenFile;
import io.onehop.rpc.srvsvc.ServerInventory.Session;
import io.onehop.wire.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who uses the server: connections, files, sessions, and its disks. For administrators only. */
final class UseEnumerations {
    private static final String TRANSPORT = "\\Device\\NetbiosSmb";

    private final ServerInventory inventory;

    UseEnumerations(ServerInventory inventory) {
        this.inventory = inventory;
    }

    /** [MS-SRVS] 3.1.4.1 NetrConnectionEnum. */
    byte[] connections(NdrReader in, boolean administrator) throws MalformedMessageException {
        String qualifier = in.uniqueString();
        Query query = EnumQuery.decode(in);
        if (!administrator) {
            return EnumReply.failure(query, NetStatus.ACCESS_DENIED);
        }
        if (qualifier == null || qualifier.isEmpty()) {
            return EnumReply.failure(query, NetStatus.INVALID_PARAMETER);
        }
        List<Connection> all = inventory.connections(qualifier);
        return switch (query.level()) {
            case 0 -> EnumReply.of(query, all, (out, each) -> out.u32(each.id()));
            case 1 -> EnumReply.of(query, all, UseEnumerations::connection);
            default -> EnumReply.failure(query, NetStatus.INVALID_LEVEL);
        };
    }

    /** [MS-SRVS] 3.1.4.2 NetrFileEnum. */
    byte[] files(NdrReader in, boolean administrator) throws MalformedMessageException {
        String basePath = in.uniqueString();
        String user = in.uniqueString();
        Query query = EnumQuery.decode(in);
        if (!administrator) {
            return EnumReply.failure(query, NetStatus.ACCESS_DENIED);
        }
        List<OpenFile> all =
                inventory.files().stream()
                        .filter(each -> isUnder(each.path(), basePath))
                        .filter(each -> is(each.user(), user))
                        .toList();
        return switch (query.level()) {
            case 2 -> EnumReply.of(query, all, (out, each) -> out.u32(each.id()));
            case 3 -> EnumReply.of(query, all, UseEnumerations::file);
            default -> EnumReply.failure(query, NetStatus.INVALID_LEVEL);
        };
    }

    /** [MS-SRVS] 3.1.4.3 NetrFileGetInfo. */
    byte[] file(NdrReader in, boolean administrator) throws MalformedMessageException {
        int id = in.i32();
        int level = in.i32();
        OpenFile found = null;
        for (OpenFile each : inventory.files()) {
            found = each.id() == id ? each : found;
        }
        NdrWriter out = new NdrWriter().u32(level);
        if (!administrator) {
            return out.u32(0).u32(NetStatus.ACCESS_DENIED).toBytes();
        }
        if (level != 2 && level != 3) {
            return out.u32(0).u32(NetStatus.INVALID_LEVEL).toBytes();
        }
        if (found == null) {
            return out.u32(0).u32(NetStatus.FILE_NOT_FOUND).toBytes();
        }
        out.referent();
        if (level == 2) {
            out.u32(found.id());
        } else {
            file(out, found);
        }
        return out.deferred().u32(NetStatus.SUCCESS).toBytes();
    }

    /** [MS-SRVS] 3.1.4.5 NetrSessionEnum. */
    byte[] sessions(NdrReader in, boolean administrator) throws MalformedMessageException {
        String client = in.uniqueString();
        String user = in.uniqueString();
        Query query = EnumQuery.decode(in);
        if (!administrator) {
            return EnumReply.failure(query, NetStatus.ACCESS_DENIED);
        }
        String name = client != null && client.startsWith("\\\\") ? client.substring(2) : client;
        List<Session> ofClient =
                inventory.sessions().stream().filter(each -> is(each.client(), name)).toList();
        if (isGiven(name) && ofClient.isEmpty()) {
            return EnumReply.failure(query, NetStatus.CLIENT_NAME_NOT_FOUND);
        }
        List<Session> all = ofClient.stream().filter(each -> is(each.user(), user)).toList();
        if (isGiven(user) && all.isEmpty()) {
            return EnumReply.failure(query, NetStatus.USER_NOT_FOUND);
        }
        return switch (query.level()) {
            case 0, 1, 2, 10, 502 ->
                    EnumReply.of(query, all, (out, each) -> session(out, query.level(), each));
            default -> EnumReply.failure(query, NetStatus.INVALID_LEVEL);
        };
    }

    /** [MS-SRVS] 3.1.4.19 NetrServerDiskEnum. */
    byte[] disks(NdrReader in, boolean administrator) throws MalformedMessageException {
        int level = in.i32();
        List<String> disks = administrator && level == 0 ? inventory.disks() : List.of();
        int status = NetStatus.SUCCESS;
        if (level != 0) {
            status = NetStatus.INVALID_LEVEL;
        } else if (!administrator) {
            status = NetStatus.ACCESS_DENIED;
        }
        NdrWriter out = new NdrWriter();
        out.u32(disks.size()).referent().u32(disks.size()).u32(0).u32(disks.size());
        for (String disk : disks) {
            out.u32(0).u32(disk.length() + 1).utf16(disk).u16(0);
        }
        return out.u32(disks.size()).u32(0).u32(status).toBytes();
    }

    /** [MS-SRVS] 3.1.4.24 NetrServerTransportEnum: TCP, at each address of this server. */
    byte[] transports(Query query) {
        return switch (query.level()) {
            case 0, 1 ->
                    EnumReply.of(
                            query,
                            inventory.addresses(),
                            (out, each) -> transport(out, query.level(), each));
            default -> EnumReply.failure(query, NetStatus.INVALID_LEVEL);
        };
    }

    /** SERVER_TRANSPORT_INFO_0 and _1. [MS-SRVS] 2.2.4.93, 2.2.4.94. */
    private void transport(NdrWriter out, int level, String address) {
        byte[] name = inventory.server().name().getBytes(StandardCharsets.US_ASCII);
        out.u32(inventory.sessions().size()).stringPointer(TRANSPORT);
        out.pointer(name, out::conformantBytes).u32(name.length).stringPointer(address);
        if (level == 1) {
            out.stringPointer(inventory.server().name());
        }
    }

    private static void connection(NdrWriter out, Connection each) {
        out.u32(each.id()).u32(ShareType.DISK).u32(each.opens()).u32(1);
        out.u32(each.activeSeconds());
        out.stringPointer(each.user()).stringPointer(each.shareOrClient());
    }

    private static void file(NdrWriter out, OpenFile each) {
        out.u32(each.id()).u32(each.permissions()).u32(each.locks());
        out.stringPointer(each.path()).stringPointer(each.user());
    }

    private static void session(NdrWriter out, int level, Session each) {
        out.stringPointer(each.client());
        if (level == 0) {
            return;
        }
        out.stringPointer(each.user());
        if (level != 10) {
            out.u32(each.opens());
        }
        out.u32(each.times().activeSeconds()).u32(each.times().idleSeconds());
        if (level == 10) {
            return;
        }
        out.u32(each.kind().userFlags());
        if (level == 1) {
            return;
        }
        out.stringPointer(each.kind().clientType());
        if (level == 502) {
            out.stringPointer(each.kind().transport());
        }
    }

    private static boolean isGiven(@Nullable String filter) {
        return filter != null && !filter.isEmpty();
    }

    private static boolean is(String value, @Nullable String filter) {
        return filter == null || filter.isEmpty() || value.equalsIgnoreCase(filter);
    }

    private static boolean isUnder(String path, @Nullable String base) {
        return base == null
                || path.toLowerCase(Locale.ROOT).startsWith(base.toLowerCase(Locale.ROOT));
    }
}
