package io.onehop.rpc.witness;

/** What a witness registry wants done: answers to calls that were waiting or came just now. */
public sealed interface WitnessEffect {
    /** The call that is answered. */
    long callId();

    /** A WitnessrGetInterfaceList is answered. */
    record Listed(long callId, GetInterfaceList.Response response) implements WitnessEffect {}

    /** A WitnessrAsyncNotify is answered. */
    record Notified(long callId, AsyncNotify.Response response) implements WitnessEffect {}
}
