package io.onehop.server.handler;

import io.onehop.server.handler.ServedFixture.Client;
import io.onehop.volume.VolumeException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two clients of one volume, each of another user. */
abstract class TwoClients {
    @TempDir Path directory;
    ServedFixture fixture;
    Client a;
    Client b;

    @BeforeEach
    void serve() throws VolumeException {
        fixture = new ServedFixture(directory);
        a = fixture.client();
        b = fixture.client();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }
}
