package io.onehop.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.node.admin.ApiException;
import io.onehop.node.admin.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What happened in the cluster. */
@Command(name = "events", description = "Show what happened, or what happens.")
final class EventsCommand implements Callable<Integer> {
    private final Root root;

    @Option(
            names = "--follow",
            description = "Show events as they come; with --json one object a line.")
    private boolean follow;

    EventsCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() throws ApiException, CliException, IOException {
        ClusterConnection cluster = root.connect();
        if (follow) {
            cluster.follow("/v1/events?follow=true", this::show);
        } else {
            root.output().rows("events", cluster.get("/v1/events"));
        }
        return 0;
    }

    /** False when nobody reads any more. */
    private boolean show(JsonNode event) {
        Terminal t = root.terminal();
        if (root.json()) {
            try {
                t.out().println(Json.MAPPER.writeValueAsString(event));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree that was read can be written", e);
            }
        } else {
            t.out()
                    .println(
                            Output.cell("time", event.path("time"), t.zone())
                                    + "  "
                                    + event.path("node").asText()
                                    + "  "
                                    + event.path("text").asText().replaceAll("\\p{Cntrl}", "?"));
        }
        return !t.out().checkError();
    }
}
