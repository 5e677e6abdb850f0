package io.onehop.server.open;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import org.junit.jupiter.api.Test;

class ShareModesTest {
    private static final int[] RIGHTS = {
        AccessMask.FILE_READ_DATA,
        AccessMask.FILE_EXECUTE,
        AccessMask.FILE_WRITE_DATA,
        AccessMask.FILE_APPEND_DATA,
        AccessMask.DELETE,
        AccessMask.FILE_READ_ATTRIBUTES,
        AccessMask.READ_CONTROL
    };

    /** The share flag that a right of another open needs; 0 for none. */
    private static int needs(int right) {
        return switch (right) {
            case AccessMask.FILE_READ_DATA, AccessMask.FILE_EXECUTE -> Create.FILE_SHARE_READ;
            case AccessMask.FILE_WRITE_DATA, AccessMask.FILE_APPEND_DATA -> Create.FILE_SHARE_WRITE;
            case AccessMask.DELETE -> Create.FILE_SHARE_DELETE;
            default -> 0;
        };
    }

    @Test
    void everyPairOfRightsAndShareModesConflictsExactlyWhenOneForbidsTheOther() {
        int seen = 0;
        for (int first : RIGHTS) {
            for (int second : RIGHTS) {
                for (int share = 0; share < 8; share++) {
                    for (int other = 0; other < 8; other++) {
                        boolean both = needs(first) != 0 && needs(second) != 0;
                        boolean refused =
                                (needs(second) & ~share) != 0 || (needs(first) & ~other) != 0;
                        assertThat(ShareModes.conflict(first, share, second, other))
                                .as("%x/%d with %x/%d", first, share, second, other)
                                .isEqualTo(both && refused);
                        seen++;
                    }
                }
            }
        }
        assertThat(seen).isEqualTo(7 * 7 * 64);
    }

    @Test
    void allCombinationsOfRightsAreSymmetric() {
        for (int a = 0; a < 128; a++) {
            for (int b = 0; b < 128; b++) {
                for (int shares = 0; shares < 64; shares++) {
                    int one = shares & 7;
                    int two = shares >>> 3;
                    assertThat(ShareModes.conflict(mask(a), one, mask(b), two))
                            .isEqualTo(ShareModes.conflict(mask(b), two, mask(a), one));
                }
            }
        }
    }

    private static int mask(int bits) {
        int out = 0;
        for (int i = 0; i < RIGHTS.length; i++) {
            out |= (bits & 1 << i) != 0 ? RIGHTS[i] : 0;
        }
        return out;
    }

    @Test
    void deletingTheFileMindsOpensOfItsStreams() {
        OpenMode deleter = mode(AccessMask.DELETE, 7, "");
        OpenMode reader = mode(AccessMask.FILE_READ_DATA, Create.FILE_SHARE_READ, "s");
        OpenMode friendly = mode(AccessMask.FILE_READ_DATA, 7, "s");
        OpenMode streamDeleter = mode(AccessMask.DELETE, 7, "t");
        assertThat(ShareModes.deletionConflict(deleter, reader)).isTrue();
        assertThat(ShareModes.deletionConflict(reader, deleter)).isTrue();
        assertThat(ShareModes.deletionConflict(deleter, friendly)).isFalse();
        assertThat(ShareModes.deletionConflict(streamDeleter, reader)).isFalse();
    }

    private static OpenMode mode(int access, int share, String stream) {
        return new OpenMode(access, share, 0, stream, false);
    }
}
