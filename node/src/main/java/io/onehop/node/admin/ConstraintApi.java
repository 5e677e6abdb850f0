package io.onehop.node.admin;

import static io.onehop.node.admin.Call.required;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Constraint;
import io.onehop.cluster.state.Network;
import io.onehop.node.admin.Route.Answer;
import java.io.IOException;
import java.util.List;

/** What the channels of clients are confined to. */
final class ConstraintApi {
    private final Submissions cluster;

    ConstraintApi(Submissions cluster) {
        this.cluster = cluster;
    }

    List<Route> routes() {
        Route.Access operator = Route.Access.OPERATOR;
        return List.of(
                Route.of("GET", "/v1/constraints", operator, c -> rows(cluster.state())),
                Route.of("POST", "/v1/constraints", operator, this::add),
                Route.of("DELETE", "/v1/constraints/*", operator, this::remove));
    }

    private static Answer rows(ClusterState state) {
        return new Answer.Document(Rows.Listing.of(Rows.constraints(state)));
    }

    private Answer add(Call call) throws ApiException, IOException, InterruptedException {
        Bodies.ConstraintBody body = call.body(Bodies.ConstraintBody.class);
        List<String> interfaces = body.interfaces();
        return rows(
                cluster.submit(
                        new Command.AddConstraint(
                                new Constraint(
                                        required(body.clients(), "the clients' network"),
                                        interfaces == null ? List.of() : interfaces))));
    }

    private Answer remove(Call call) throws ApiException, InterruptedException {
        String network;
        try {
            network = Network.of(call.name()).toString();
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
        return rows(
                cluster.remove(
                        new Command.RemoveConstraint(network),
                        s -> s.constraints().containsKey(network)));
    }
}
