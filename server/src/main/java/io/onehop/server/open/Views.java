package io.onehop.server.open;

import io.onehop.server.serve.ClientInfo;
import io.onehop.server.serve.Identity;
import java.util.Locale;

/** Makes an administrator's view of opens. */
final class Views {
    private Views() {}

    static OpenView of(Open open) {
        Identity identity = open.session().user();
        ClientInfo client = open.session().client();
        OpenView.Who who =
                new OpenView.Who(
                        identity.domain().isEmpty()
                                ? identity.userName()
                                : identity.domain() + "\\" + identity.userName(),
                        client.name(),
                        client.address(),
                        client.entryNode());
        String stream = open.mode().streamName();
        String path = open.stored().path() + (stream.isEmpty() ? "" : ":" + stream);
        SharedFile file = open.file();
        return file.read(
                () ->
                        new OpenView(
                                open.fileId(),
                                path,
                                open.tree().share().name(),
                                who,
                                open.mode().grantedAccess(),
                                open.mode().shareAccess(),
                                open.stream().locks.count(open),
                                caching(open),
                                file.isDeletePending(open),
                                open.isConnected(),
                                open.since()));
    }

    private static String caching(Open open) {
        Lease lease = open.lease;
        if (lease != null) {
            int state = lease.grant().state();
            return state == Caching.NONE ? "" : Caching.letters(state) + " lease";
        }
        Grant oplock = open.oplock;
        if (oplock == null || oplock.state() == Caching.NONE) {
            return "";
        }
        return Level.of(oplock.state()).name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private enum Level {
        LEVEL_II,
        EXCLUSIVE,
        BATCH;

        static Level of(int state) {
            if ((state & Caching.W) == 0) {
                return LEVEL_II;
            }
            return (state & Caching.H) != 0 ? BATCH : EXCLUSIVE;
        }
    }
}
