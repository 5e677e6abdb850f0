package io.onehop.node.demo;

import io.onehop.node.cli.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/**
 * The profile of the user who runs the demonstration: leads to the demonstration while it runs, and
 * where it led before when it has ended.
 */
final class UserProfile {
    private final Map<String, String> environment;
    private final Profile ours;
    private final Optional<Profile> earlier;

    private UserProfile(Map<String, String> environment, Profile ours, Optional<Profile> earlier) {
        this.environment = environment;
        this.ours = ours;
        this.earlier = earlier;
    }

    static UserProfile replace(Profile ours, Map<String, String> environment) throws IOException {
        UserProfile made = new UserProfile(environment, ours, Profile.load(environment));
        ours.store(environment);
        return made;
    }

    /** Puts the earlier one back, unless another command has left its own since. */
    void restore() throws IOException {
        if (!Profile.load(environment).equals(Optional.of(ours))) {
            return;
        }
        if (earlier.isPresent()) {
            earlier.get().store(environment);
        } else {
            Files.deleteIfExists(Profile.file(environment));
        }
    }
}
