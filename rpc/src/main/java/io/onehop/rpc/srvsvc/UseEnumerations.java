package io.onehop.rpc.srvsvc;

import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.srvsvc.EnumReply.Query;
import io.onehop.rpc.srvsvc.ServerInventory.Connection;
import io.onehop.rpc.srvsvc.ServerInventory.OpenFile;
import io.onehop.rpc.srvsvc.ServerInventory.Session;
import io.onehop.wire.MalformedMessageException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who uses the server: connections, files, sessions, and its disks. For administrators only. */
final class UseEnumerations {
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
