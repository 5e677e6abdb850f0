package io.onehop.node.admin;

import static io.onehop.node.admin.Call.required;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.ShareState;
import io.onehop.cluster.state.ShareState.Access;
import io.onehop.cluster.state.ShareState.Kind;
import io.onehop.cluster.state.ShareState.Right;
import io.onehop.node.admin.Route.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The shares of the cluster. */
final class ShareApi {
    private final Submissions cluster;

    ShareApi(Submissions cluster) {
        this.cluster = cluster;
    }

    List<Route> routes() {
        Route.Access operator = Route.Access.OPERATOR;
        return List.of(
                Route.of("GET", "/v1/shares", operator, c -> rows(cluster.state())),
                Route.of("POST", "/v1/shares", operator, this::create),
                Route.of("POST", "/v1/shares/*", operator, this::set),
                Route.of(
                        "DELETE",
                        "/v1/shares/*",
                        operator,
                        c ->
                                rows(
                                        cluster.remove(
                                                new Command.RemoveShare(c.name()),
                                                s -> s.share(c.name()).isPresent()))));
    }

    private Answer rows(ClusterState state) {
        return new Answer.Document(Rows.Listing.of(Rows.shares(state)));
    }

    private Answer create(Call call) throws ApiException, IOException, InterruptedException {
        Bodies.ShareBody body = call.body(Bodies.ShareBody.class);
        String name = required(body.name(), "the share's name");
        String volume = required(body.volume(), "the share's volume");
        ShareState fresh =
                new ShareState(name, volume, "", Kind.SCALE_OUT, false, false, "", List.of());
        return rows(cluster.submit(new Command.PutShare(changed(fresh, body), true)));
    }

    private Answer set(Call call) throws ApiException, IOException, InterruptedException {
        ShareState share =
                cluster.state()
                        .share(call.name())
                        .orElseThrow(
                                () -> ApiException.notFound("there is no share " + call.name()));
        Bodies.ShareBody body = call.body(Bodies.ShareBody.class);
        return rows(cluster.submit(new Command.PutShare(changed(share, body), false)));
    }

    private static ShareState changed(ShareState s, Bodies.ShareBody body) throws ApiException {
        return new ShareState(
                s.name(),
                or(body.volume(), s.volume()),
                body.directory() == null ? s.directory() : directory(body.directory()),
                body.kind() == null ? s.kind() : kind(body.kind()),
                or(body.encrypt(), s.encrypt()),
                or(body.accessBased(), s.accessBased()),
                or(body.comment(), s.comment()),
                body.access() == null ? s.access() : access(body.access()));
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static Kind kind(String text) throws ApiException {
        return switch (text) {
            case "scale-out" -> Kind.SCALE_OUT;
            case "general" -> Kind.GENERAL;
            default ->
                    throw ApiException.badRequest(
                            "the kind of a share is scale-out or general, not " + text);
        };
    }

    /** A path in the volume, with backslashes and none at its ends. */
    private static String directory(String text) throws ApiException {
        List<String> parts = new ArrayList<>();
        for (String part : text.replace('/', '\\').split("\\\\", -1)) {
            if (part.equals("..") || part.equals(".")) {
                throw ApiException.badRequest("a share's directory has no . or .. in it");
            }
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return String.join("\\", parts);
    }

    private static List<Access> access(List<Bodies.Permission> permissions) throws ApiException {
        List<Access> list = new ArrayList<>();
        for (Bodies.Permission p : permissions) {
            String right = required(p.right(), "the right").toUpperCase(Locale.ROOT);
            try {
                list.add(new Access(required(p.user(), "the user"), Right.valueOf(right)));
            } catch (IllegalArgumentException e) {
                throw ApiException.badRequest(
                        "a right is none, read, change or full, not " + p.right());
            }
        }
        return list;
    }
}
