package io.onehop.volume;

import io.onehop.base.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * A path in a volume, from its root, in the case the client gave. The root has no components.
 * Components are never empty, "." or "..", and never hold a character that [MS-FSCC] 2.1.5 forbids,
 * so a path cannot leave its volume.
 */
public record VolumePath(List<String> components) {
    public static final VolumePath ROOT = new VolumePath(List.of());

    public VolumePath {
        components = List.copyOf(components);
    }

    /**
     * The path of backslash-separated names; leading, trailing and doubled separators are refused.
     *
     * @throws VolumeException NAME_INVALID
     */
    public static VolumePath parse(String text) throws VolumeException {
        if (text.isEmpty()) {
            return ROOT;
        }
        if (text.length() > Limits.MAX_PATH_CHARS) {
            throw invalid("path of " + text.length() + " characters");
        }
        List<String> components = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf('\\', start);
            end = end < 0 ? text.length() : end;
            components.add(checkName(text.substring(start, end)));
            start = end + 1;
        }
        if (components.size() > Limits.MAX_PATH_DEPTH) {
            throw invalid("path of " + components.size() + " components");
        }
        return new VolumePath(components);
    }

    /** Returns the name if it may be one component of a path. [MS-FSCC] 2.1.5.2. */
    public static String checkName(String name) throws VolumeException {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw invalid("name '" + name + "'");
        }
        if (name.length() > Limits.MAX_NAME_CHARS) {
            throw invalid("name of " + name.length() + " characters");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 0x20 || "\"\\/:|<>*?".indexOf(c) >= 0) {
                throw invalid("character " + (int) c + " in a name");
            }
        }
        return name;
    }

    public boolean isRoot() {
        return components.isEmpty();
    }

    /** The last component; the root has none. */
    public String name() {
        return components.isEmpty() ? "" : components.getLast();
    }

    /** The directory that holds this; the root's parent is the root. */
    public VolumePath parent() {
        return components.isEmpty()
                ? this
                : new VolumePath(components.subList(0, components.size() - 1));
    }

    public VolumePath child(String name) {
        List<String> longer = new ArrayList<>(components);
        longer.add(name);
        return new VolumePath(longer);
    }

    /** Backslash-separated, without a leading separator; the root is empty. */
    @Override
    public String toString() {
        return String.join("\\", components);
    }

    private static VolumeException invalid(String what) {
        return new VolumeException(VolumeException.Reason.NAME_INVALID, what);
    }
}
