package io.onehop.client;

import java.util.concurrent.atomic.LongAdder;

/** What the files of one share have in common. Thread safe. */
final class ShareContext {
    private static final int USUAL_BYTES = 64 << 10;

    private final ShareEngine engine;
    private final Operations operations;
    private final FileInfo info = new FileInfo();
    private final LongAdder readBytes = new LongAdder();
    private final LongAdder writtenBytes = new LongAdder();

    ShareContext(ShareEngine engine) {
        this.engine = engine;
        this.operations = new Operations(engine);
    }

    ShareEngine engine() {
        return engine;
    }

    Operations operations() {
        return operations;
    }

    FileInfo info() {
        return info;
    }

    void read(int bytes) {
        readBytes.add(bytes);
    }

    void written(int bytes) {
        writtenBytes.add(bytes);
    }

    ShareStatus.Bytes bytes() {
        return new ShareStatus.Bytes(readBytes.sum(), writtenBytes.sum());
    }

    /** How large the requests of a read should be; a connection may still take less. */
    int readBytes() {
        Link link = engine.link();
        return link == null ? USUAL_BYTES : link.session.readBytes();
    }

    int writeBytes() {
        Link link = engine.link();
        return link == null ? USUAL_BYTES : link.session.writeBytes();
    }
}
