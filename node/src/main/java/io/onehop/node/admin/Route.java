package io.onehop.node.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method and a path of the API, who may use it, and what it does. A part of the path that is
 * {@code *} is a name.
 */
record Route(String method, List<String> path, Access access, Action action) {
    /** Who may call. */
    enum Access {
        /** Whoever reaches the port: the operation checks for itself. */
        ANYBODY,
        /** Who has shown the token or the certificate of a member. */
        OPERATOR,
        /** Only members, by certificate. */
        MEMBER
    }

    /** What a route does. */
    interface Action {
        Answer answer(Call call) throws ApiException, IOException, InterruptedException;
    }

    /** What goes back. */
    sealed interface Answer {
        /** An object as JSON. */
        record Document(Object body) implements Answer {}

        /** Text that is already made. */
        record Text(String type, String body) implements Answer {}

        /** A stream of events that ends when either side goes. */
        record Events(EventStream stream) implements Answer {}
    }

    static Route of(String method, String path, Access access, Action action) {
        return new Route(method, List.of(path.substring(1).split("/", -1)), access, action);
    }

    /** The names in a path that this route has, or null when it is another's. */
    @Nullable List<String> match(List<String> parts) {
        if (parts.size() != path.size()) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).equals("*")) {
                names.add(parts.get(i));
            } else if (!path.get(i).equals(parts.get(i))) {
                return null;
            }
        }
        return names;
    }
}
