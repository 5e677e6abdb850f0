package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.open.OpenPlan;
import io.onehop.server.open.QuotaFile;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.smb2.NtStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes the name of a CREATE apart: directories, file, stream, type. [MS-FSCC] 2.1.5, [MS-FSA]
 * 2.1.5.1 phases 1, 5 to 7
 */
public final class CreateName {
    private static final String TYPE_DATA = "$DATA";
    private static final String TYPE_INDEX = "$INDEX_ALLOCATION";
    private static final String DIRECTORY_INDEX = "$I30";

    private CreateName() {}

    /** A name, and whether it ended in a backslash, as only a directory's may. */
    public record Parsed(OpenPlan.Name name, boolean trailingSeparator) {}

    /** What follows the file's name. */
    private record Suffix(String stream, boolean explicitData, boolean index) {}

    /**
     * @param text as it came
     * @param shareRoot where the share begins in its volume
     * @throws SmbException INVALID_PARAMETER, OBJECT_NAME_INVALID
     */
    public static Parsed parse(String text, VolumePath shareRoot) throws SmbException {
        if (text.startsWith("\\")) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        if (text.length() > Limits.MAX_PATH_CHARS) {
            throw invalid();
        }
        boolean trailing = text.endsWith("\\");
        String path = trailing ? text.substring(0, text.length() - 1) : text;
        int lastSeparator = path.lastIndexOf('\\');
        int colon = path.indexOf(':', lastSeparator + 1);
        String file = colon < 0 ? path : path.substring(0, colon);
        if (shareRoot.isRoot() && path.equalsIgnoreCase(QuotaFile.NAME)) {
            return new Parsed(new OpenPlan.Name(QuotaFile.PATH, "", false, true, 0), trailing);
        }
        Suffix suffix =
                colon < 0 ? new Suffix("", false, false) : suffix(path.substring(colon + 1));
        if (colon >= 0 && colon == lastSeparator + 1 && lastSeparator >= 0) {
            throw invalid();
        }
        List<String> components = new ArrayList<>(shareRoot.components());
        components.addAll(components(file));
        if (components.size() > Limits.MAX_PATH_DEPTH) {
            throw invalid();
        }
        OpenPlan.Name name =
                new OpenPlan.Name(
                        new VolumePath(components),
                        suffix.stream,
                        suffix.explicitData,
                        suffix.index,
                        text.length() - file.length());
        return new Parsed(name, trailing);
    }

    private static List<String> components(String path) throws SmbException {
        try {
            return VolumePath.parse(withoutParents(path)).components();
        } catch (VolumeException e) {
            throw new SmbException(Statuses.of(e.reason()));
        }
    }

    /** Follows ".." as far as Windows does. [MS-SMB2] 3.3.5.9, 303 */
    private static String withoutParents(String path) throws SmbException {
        List<String> parts = List.of(path.split("\\\\", -1));
        if (!parts.contains("..")) {
            return path;
        }
        if (parts.size() > 2 && parts.get(1).equals("..") && !parts.getFirst().equals("..")) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        List<String> followed = new ArrayList<>(parts.size());
        for (String part : parts) {
            if (!part.equals("..")) {
                followed.add(part);
            } else if (followed.isEmpty()) {
                throw new SmbException(NtStatus.OBJECT_PATH_SYNTAX_BAD);
            } else {
                followed.removeLast();
            }
        }
        return String.join("\\", followed);
    }

    private static Suffix suffix(String text) throws SmbException {
        String[] parts = text.split(":", -1);
        if (parts.length > 2 || parts[parts.length - 1].isEmpty()) {
            throw invalid();
        }
        String stream = parts[0];
        checkStreamName(stream);
        String type = parts.length == 2 ? parts[1].toUpperCase(Locale.ROOT) : "";
        return switch (type) {
            case "" -> new Suffix(stream, false, false);
            case TYPE_DATA -> new Suffix(stream, true, false);
            case TYPE_INDEX -> {
                if (!stream.isEmpty() && !stream.equalsIgnoreCase(DIRECTORY_INDEX)) {
                    throw new SmbException(NtStatus.INVALID_PARAMETER);
                }
                yield new Suffix("", false, true);
            }
            default -> throw invalid();
        };
    }

    private static void checkStreamName(String name) throws SmbException {
        if (!isStreamName(name)) {
            throw invalid();
        }
    }

    /** Whether a stream may have a name. [MS-FSCC] 2.1.5.3 */
    static boolean isStreamName(String name) {
        boolean forbidden = name.chars().anyMatch(c -> c == 0 || c == '\\' || c == '/' || c == ':');
        return !forbidden && name.length() <= Limits.MAX_NAME_CHARS;
    }

    private static SmbException invalid() {
        return new SmbException(NtStatus.OBJECT_NAME_INVALID);
    }
}
