package io.onehop.cluster.raft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * Commands, answers and snapshots as JSON, so that a log or a snapshot can be read by people.
 * Thread safe.
 */
final class StateCodec {
    // Fields that a newer version wrote are skipped: versions may be mixed during an upgrade.
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private StateCodec() {}

    static byte[] encode(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot encode " + value.getClass(), e);
        }
    }

    static <T> T decode(byte[] json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }
}
