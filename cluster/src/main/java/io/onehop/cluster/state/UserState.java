package io.onehop.cluster.state;

/**
 * A user of the cluster.
 *
 * @param relativeId the last part of the user's SID
 * @param ntHash MD4 of the password in UTF-16LE, 16 bytes as hexadecimal digits: as good as the
 *     password, keep it from logs
 * @param administrator whether the user may administer shares over RPC and use backup, restore and
 *     take-ownership privileges
 */
public record UserState(
        String name, int relativeId, String ntHash, boolean administrator, boolean enabled) {
    @Override
    public String toString() {
        return "UserState[name=" + name + ", relativeId=" + relativeId + "]";
    }
}
