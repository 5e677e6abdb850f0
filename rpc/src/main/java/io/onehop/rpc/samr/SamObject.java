package io.onehop.rpc.samr;

import io.onehop.rpc.samr.AccountDatabase.Domain;

/** What a handle stands for, and what may be done with it. [MS-SAMR] 3.1.1.10. */
sealed interface SamObject {
    int STANDARD_READ = 0x2_0000;
    int MAXIMUM_ALLOWED = 0x0200_0000;
    int GENERIC_ALL = 0x1000_0000;
    int GENERIC_EXECUTE = 0x2000_0000;
    int GENERIC_WRITE = 0x4000_0000;
    int GENERIC_READ = 0x8000_0000;

    /** SAM_SERVER_READ and EXECUTE. [MS-SAMR] 2.2.1.3. */
    record Server() implements SamObject {
        @Override
        public int readable() {
            return STANDARD_READ | 0x31;
        }
    }

    /** DOMAIN_READ, EXECUTE and READ_PASSWORD_PARAMETERS. [MS-SAMR] 2.2.1.4. */
    record InDomain(Domain domain) implements SamObject {
        @Override
        public int readable() {
            return STANDARD_READ | 0x385;
        }
    }

    /** [MS-SAMR] 2.2.1.7: USER_READ and READ_GENERAL; nobody's password is changed here. */
    record User(Domain domain, int relativeId) implements SamObject {
        @Override
        public int readable() {
            return STANDARD_READ | 0x31B;
        }
    }

    /** GROUP_READ and EXECUTE. [MS-SAMR] 2.2.1.5. */
    record Group(Domain domain, int relativeId) implements SamObject {
        @Override
        public int readable() {
            return STANDARD_READ | 0x11;
        }
    }

    /** ALIAS_READ and EXECUTE. [MS-SAMR] 2.2.1.6. */
    record Alias(Domain domain, int relativeId) implements SamObject {
        @Override
        public int readable() {
            return STANDARD_READ | 0xC;
        }
    }

    /** The rights that anybody has on it; nobody has others. */
    int readable();

    /** Whether a handle with this access can be had. */
    default boolean grants(int desiredAccess) {
        int asked = desiredAccess & ~MAXIMUM_ALLOWED;
        int generic = GENERIC_READ | GENERIC_EXECUTE;
        if ((asked & generic) != 0) {
            asked = (asked & ~generic) | readable();
        }
        return (asked & ~readable()) == 0;
    }
}
