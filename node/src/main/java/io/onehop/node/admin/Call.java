package io.onehop.node.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.sun.net.httpserver.HttpExchange;
import io.onehop.base.Limits;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request that may be answered: what of it an operation looks at.
 *
 * @param names the parts of the path that the route leaves open, decoded
 */
record Call(HttpExchange exchange, List<String> names) {
    String name() {
        return names.getFirst();
    }

    /** A parameter of the query, or null. */
    @Nullable String query(String key) {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) {
            return null;
        }
        for (String part : query.split("&", -1)) {
            if (part.startsWith(key + "=")) {
                return URLDecoder.decode(part.substring(key.length() + 1), UTF_8);
            }
        }
        return null;
    }

    /** The body as JSON. */
    <T> T body(Class<T> type) throws ApiException, IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(Limits.MAX_ADMIN_BODY_BYTES + 1);
        if (bytes.length > Limits.MAX_ADMIN_BODY_BYTES) {
            throw new ApiException(
                    413, "a request is at most " + Limits.MAX_ADMIN_BODY_BYTES + " bytes");
        }
        try {
            T body = Json.MAPPER.readValue(bytes, type);
            if (body == null) {
                throw ApiException.badRequest("the body is null");
            }
            return body;
        } catch (JacksonException e) {
            throw ApiException.badRequest("the body is not as expected: " + e.getOriginalMessage());
        }
    }

    /** A value that must be there. */
    static String required(@Nullable String value, String what) throws ApiException {
        if (value == null || value.isBlank()) {
            throw ApiException.badRequest(what + " is missing");
        }
        return value;
    }
}
