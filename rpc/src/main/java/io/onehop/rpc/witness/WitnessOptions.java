package io.onehop.rpc.witness;

import java.time.Duration;

/**
 * What can be chosen about the witness.
 *
 * @param onlineBit whether the addresses of a client move say that they are online, as [MS-SWN]
 *     3.1.4.4 has it; otherwise their flags are the family alone
 * @param unRegisterEx whether opnum 5 is served, which only Windows Server 2025 does
 * @param unusedTimeout how long a registration lives without a WitnessrAsyncNotify
 * @param moveGrace how long a registration lives after a move was delivered: clients register anew
 *     only when the old one is gone
 */
public record WitnessOptions(
        boolean onlineBit, boolean unRegisterEx, Duration unusedTimeout, Duration moveGrace) {
    /** As Windows Server 2012 R2 behaves. */
    public static final WitnessOptions DEFAULT =
            new WitnessOptions(false, false, Duration.ofSeconds(30), Duration.ofSeconds(5));
}
