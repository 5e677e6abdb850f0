package io.onehop.server.handler;

import io.onehop.server.serve.ClientSink;
import io.onehop.wire.smb2.Response;
import java.util.function.Predicate;

/** A client that takes breaks, and hears when it is cut off. */
record FakeSink(Predicate<Response> breaks, Runnable cutOff) implements ClientSink {
    @Override
    public boolean sendBreak(Response notification, Runnable sent) {
        boolean taken = breaks.test(notification);
        if (taken) {
            sent.run();
        }
        return taken;
    }

    @Override
    public void disconnect() {
        cutOff.run();
    }
}
