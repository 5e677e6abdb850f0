package io.onehop.node.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.admin.EventLog.Event;
import io.onehop.node.admin.Route.Access;
import io.onehop.node.admin.Route.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What happened, once or as it happens. */
final class EventsApi {
    private final EventLog log;
    private final Fleet fleet;

    EventsApi(EventLog log, Fleet fleet) {
        this.log = log;
        this.fleet = fleet;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/v1/events", Access.OPERATOR, this::events),
                Route.of(
                        "GET",
                        "/v1/node/events",
                        Access.MEMBER,
                        c -> new Answer.Events(new EventStream(log, null))),
                Route.of("GET", "/v1/node/events/recent", Access.MEMBER, c -> own()));
    }

    private Answer own() {
        return new Answer.Document(
                Rows.Listing.of(
                        log.recent().stream()
                                .filter(e -> e.scope() == EventLog.Scope.NODE)
                                .toList()));
    }

    private Answer events(Call call) throws InterruptedException {
        if ("true".equals(call.query("follow"))) {
            return new Answer.Events(new EventStream(log, fleet));
        }
        Fleet.Answers others = fleet.ask("GET", "/v1/node/events/recent", null);
        List<Object> rows = new ArrayList<>(log.recent());
        others.answers().forEach(a -> a.path("rows").forEach(rows::add));
        rows.sort(Comparator.comparing(EventsApi::time));
        return new Answer.Document(new Rows.Listing(rows, others.warnings()));
    }

    /** A row's time: a record of this node's or another's JSON. */
    private static Instant time(Object row) {
        return row instanceof Event e
                ? e.time()
                : Instant.parse(Json.MAPPER.<JsonNode>valueToTree(row).path("time").asText());
    }
}
