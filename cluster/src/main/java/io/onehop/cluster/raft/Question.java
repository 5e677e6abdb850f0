package io.onehop.cluster.raft;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What one member asks another directly; nothing of it is written to the log. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask", defaultImpl = Heartbeat.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = CatchUp.class, name = "catch-up")
})
sealed interface Question permits Heartbeat, CatchUp {}
