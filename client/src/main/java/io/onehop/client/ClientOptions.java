package io.onehop.client;

import io.onehop.client.connection.ConnectionProfile;
import io.onehop.client.witness.WitnessProfile;

/**
 * How a client behaves.
 *
 * @param moveMillis within which a share has to be served again after its node was lost; operations
 *     wait so long
 * @param requireContinuousAvailability whether to register with a witness only for shares that have
 *     this capability, as Windows does; else for every scale-out share of a cluster
 * @param channels most connections of a share's session, where the server suggests several
 */
public record ClientOptions(
        ConnectionProfile connection,
        WitnessProfile witness,
        NameResolver resolver,
        int moveMillis,
        boolean requireContinuousAvailability,
        int channels) {
    public static final ClientOptions DEFAULT =
            new ClientOptions(
                    ConnectionProfile.DEFAULT,
                    WitnessProfile.DEFAULT,
                    NameResolver.SYSTEM,
                    30_000,
                    false,
                    4);

    public ClientOptions withConnection(ConnectionProfile profile) {
        return new ClientOptions(
                profile, witness, resolver, moveMillis, requireContinuousAvailability, channels);
    }

    public ClientOptions withWitness(WitnessProfile profile) {
        return new ClientOptions(
                connection, profile, resolver, moveMillis, requireContinuousAvailability, channels);
    }

    public ClientOptions withResolver(NameResolver newResolver) {
        return new ClientOptions(
                connection,
                witness,
                newResolver,
                moveMillis,
                requireContinuousAvailability,
                channels);
    }

    public ClientOptions withMoveMillis(int millis) {
        return new ClientOptions(
                connection, witness, resolver, millis, requireContinuousAvailability, channels);
    }

    public ClientOptions withChannels(int most) {
        return new ClientOptions(
                connection, witness, resolver, moveMillis, requireContinuousAvailability, most);
    }
}
