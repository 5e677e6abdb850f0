package io.onehop.rpc.srvsvc;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which names are valid and of which type paths are. [MS-SRVS] 2.2.2.8, 2.2.2.9, 3.1.1.9. */
final class NameRules {
    /** [MS-SRVS] 2.2.2.8 NAMETYPE_SHARE. */
    static final int TYPE_SHARE = 9;

    private static final int UNC_COMPUTER = 4144;
    private static final int UNC_ANY_COMPUTER = 4145;
    private static final int UNC = 4096;
    private static final int UNC_WILD = 4097;
    private static final int ABSOLUTE = 8194;
    private static final int ABSOLUTE_DRIVE = 8198;
    private static final int RELATIVE = 8192;
    private static final int DEVICE_DISK = 16384;
    private static final int DEVICE_LPT = 16400;
    private static final int DEVICE_COM = 16416;

    private static final String DEFAULT_INVALID = "\"/\\[]:|<>+=;,?";
    private static final Pattern LPT = Pattern.compile("LPT[0-9]+:?");
    private static final Pattern COM = Pattern.compile("COM[0-9]+:?");

    private NameRules() {}

    /** [MS-SRVS] 3.1.4.32: the status for a name of a type. */
    static int validate(String name, int type) {
        return switch (type) {
            case 1, 3 -> check(name, 1, 256, DEFAULT_INVALID);
            case 2 -> check(name, 0, 256, "\0");
            case 4 ->
                    name.equals(name.strip())
                            ? check(name, 1, 260, DEFAULT_INVALID + "*")
                            : NetStatus.INVALID_NAME;
            case 5 -> check(name, 1, 16, DEFAULT_INVALID);
            case 6 -> check(name, 1, 15, DEFAULT_INVALID + "* ");
            case 7, 9 -> check(name, 1, 80, DEFAULT_INVALID);
            case 8 -> check(name, 1, 260, DEFAULT_INVALID);
            case 10, 13 -> check(name, 1, 15, DEFAULT_INVALID);
            case 11 -> messageDestination(name);
            case 12 -> check(name, 0, 8, "\0");
            default -> NetStatus.INVALID_PARAMETER;
        };
    }

    private static int messageDestination(String name) {
        int star = name.indexOf('*');
        if (star >= 0 && star != name.length() - 1) {
            return NetStatus.INVALID_NAME;
        }
        return name.length() == 260 && star < 0
                ? NetStatus.INVALID_NAME
                : check(name, 1, 260, DEFAULT_INVALID);
    }

    private static int check(String name, int least, int most, String invalid) {
        if (name.length() < least || name.length() > most) {
            return NetStatus.INVALID_NAME;
        }
        boolean controls = invalid.startsWith(DEFAULT_INVALID);
        boolean bad = name.chars().anyMatch(c -> (controls && c < 0x20) || invalid.indexOf(c) >= 0);
        return bad ? NetStatus.INVALID_NAME : NetStatus.SUCCESS;
    }

    /** [MS-SRVS] 3.1.1.9: the type of a path, or 0 when it is none. */
    static int pathType(String path) {
        if (path.isEmpty() || path.chars().anyMatch(c -> "<>\"|".indexOf(c) >= 0)) {
            return 0;
        }
        String upper = path.toUpperCase(Locale.ROOT);
        boolean wild = path.indexOf('*') >= 0 || path.indexOf('?') >= 0;
        if (upper.startsWith("\\\\")) {
            return uncType(path.substring(2), wild);
        }
        if (upper.startsWith("\\DEV")) {
            return deviceType(upper.startsWith("\\DEV\\") ? upper.substring(5) : "");
        }
        if (upper.startsWith("\\")) {
            return ABSOLUTE | bit(wild);
        }
        if (path.length() > 1 && Character.isLetter(path.charAt(0)) && path.charAt(1) == ':') {
            return path.length() == 2 ? DEVICE_DISK : ABSOLUTE_DRIVE | bit(wild);
        }
        int device = deviceType(upper);
        return device != 0 ? device : RELATIVE | bit(wild);
    }

    private static int uncType(String rest, boolean wild) {
        if (rest.startsWith(".")) {
            return rest.startsWith(".\\") ? ABSOLUTE_DRIVE | bit(wild) : 0;
        }
        if (rest.startsWith("*")) {
            return rest.equals("*") ? UNC_ANY_COMPUTER : 0;
        }
        int slash = rest.indexOf('\\');
        if (rest.isEmpty() || slash == 0 || slash == rest.length() - 1) {
            return 0;
        }
        if (slash < 0) {
            return UNC_COMPUTER;
        }
        return wild ? UNC_WILD : UNC;
    }

    private static int deviceType(String name) {
        if (LPT.matcher(name).matches()) {
            return DEVICE_LPT;
        }
        return COM.matcher(name).matches() ? DEVICE_COM : 0;
    }

    private static int bit(boolean wild) {
        return wild ? 1 : 0;
    }
}
