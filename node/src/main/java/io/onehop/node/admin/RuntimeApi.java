package io.onehop.node.admin;

import static io.onehop.node.admin.Call.required;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.cluster.state.NodeState;
import io.onehop.node.admin.Route.Access;
import io.onehop.node.admin.Route.Answer;
import io.onehop.node.admin.Rows.Listing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What single nodes know: sessions, opens, registrations, redirects. Each question has two routes:
 * {@code /v1/...} asks all nodes, {@code /v1/node/...} only this one and only for members.
 */
final class RuntimeApi {
    private final Submissions cluster;
    private final NodeInventory inventory;
    private final Fleet fleet;

    RuntimeApi(Submissions cluster, NodeInventory inventory, Fleet fleet) {
        this.cluster = cluster;
        this.inventory = inventory;
        this.fleet = fleet;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        list(routes, "sessions", inventory::sessions);
        list(routes, "opens", inventory::opens);
        list(routes, "witness", inventory::registrations);
        list(routes, "redirects", inventory::redirects);
        close(routes, "sessions", "session", inventory::closeSession);
        close(routes, "opens", "open", inventory::closeOpen);
        routes.add(Route.of("POST", "/v1/node/witness/move", Access.MEMBER, this::moveHere));
        routes.add(Route.of("POST", "/v1/witness/move", Access.OPERATOR, this::move));
        return routes;
    }

    private void list(List<Route> routes, String what, Supplier<List<?>> here) {
        routes.add(
                Route.of(
                        "GET",
                        "/v1/node/" + what,
                        Access.MEMBER,
                        c -> new Answer.Document(Listing.of(here.get()))));
        routes.add(
                Route.of(
                        "GET",
                        "/v1/" + what,
                        Access.OPERATOR,
                        c -> {
                            Fleet.Answers others = fleet.ask("GET", "/v1/node/" + what, null);
                            List<Object> rows = new ArrayList<>(here.get());
                            others.answers().forEach(a -> a.path("rows").forEach(rows::add));
                            return new Answer.Document(new Listing(rows, others.warnings()));
                        }));
    }

    private void close(List<Route> routes, String what, String one, Predicate<String> here) {
        routes.add(
                Route.of(
                        "DELETE",
                        "/v1/node/" + what + "/*",
                        Access.MEMBER,
                        c -> new Answer.Document(new Bodies.Count(here.test(c.name()) ? 1 : 0))));
        routes.add(
                Route.of(
                        "DELETE",
                        "/v1/" + what + "/*",
                        Access.OPERATOR,
                        c -> {
                            if (here.test(c.name())) {
                                return new Answer.Document(new Bodies.Count(1));
                            }
                            String path = "/v1/node/" + what + "/" + AdminClient.encode(c.name());
                            return counted(
                                    fleet.ask("DELETE", path, null),
                                    0,
                                    "there is no "
                                            + one
                                            + " "
                                            + c.name()
                                            + ": see onehop "
                                            + one
                                            + " list");
                        }));
    }

    private static Answer counted(Fleet.Answers others, int here, String noneMessage)
            throws ApiException {
        int count = here;
        for (JsonNode answer : others.answers()) {
            count += answer.path("count").asInt();
        }
        if (count == 0) {
            String warnings = String.join("; ", others.warnings());
            throw ApiException.notFound(
                    warnings.isEmpty() ? noneMessage : noneMessage + " (" + warnings + ")");
        }
        return new Answer.Document(new Bodies.Count(count));
    }

    private Answer moveHere(Call call) throws ApiException, IOException {
        Bodies.WitnessMove move = call.body(Bodies.WitnessMove.class);
        return new Answer.Document(new Bodies.Count(tell(move)));
    }

    private int tell(Bodies.WitnessMove move) throws ApiException {
        return inventory.witnessMove(
                required(move.client(), "the client"),
                required(move.to(), "the node to move to"),
                move.share());
    }

    private Answer move(Call call) throws ApiException, IOException, InterruptedException {
        Bodies.WitnessMove move = call.body(Bodies.WitnessMove.class);
        String to = required(move.to(), "the node to move to");
        NodeState target =
                cluster.state()
                        .node(to)
                        .orElseThrow(() -> ApiException.notFound("there is no node " + to));
        if (!target.inService()) {
            throw ApiException.conflict(
                    "node "
                            + target.name()
                            + (target.up() ? " is paused" : " is down")
                            + ": no client can go there");
        }
        if (move.share() != null && cluster.state().share(move.share()).isEmpty()) {
            throw ApiException.notFound("there is no share " + move.share());
        }
        int here = tell(move);
        return counted(
                fleet.ask("POST", "/v1/node/witness/move", move),
                here,
                "no witness registration of client " + move.client() + ": see onehop witness list");
    }
}
