package io.onehop.client.witness;

/**
 * Where witnesses are found and how long they are waited for.
 *
 * @param enabled whether to register at all
 * @param mapperPort of the endpoint mapper on every node
 * @param port of the witness on every node, 0 to ask the endpoint mapper
 * @param keepAliveSeconds for which the witness may hold a call
 */
public record WitnessProfile(boolean enabled, int mapperPort, int port, int keepAliveSeconds) {
    public static final WitnessProfile DEFAULT = new WitnessProfile(true, 135, 0, 120);

    public WitnessProfile withPorts(int newMapperPort, int newPort) {
        return new WitnessProfile(enabled, newMapperPort, newPort, keepAliveSeconds);
    }

    public WitnessProfile disabled() {
        return new WitnessProfile(false, mapperPort, port, keepAliveSeconds);
    }
}
