package io.onehop.wire.ntlm;

/** One attribute and its value. [MS-NLMP] 2.2.2.1. */
public record AvPair(int id, byte[] value) {
    public static final int EOL = 0;
    public static final int NB_COMPUTER_NAME = 1;
    public static final int NB_DOMAIN_NAME = 2;
    public static final int DNS_COMPUTER_NAME = 3;
    public static final int DNS_DOMAIN_NAME = 4;
    public static final int FLAGS = 6;
    public static final int TIMESTAMP = 7;
    public static final int TARGET_NAME = 9;
    public static final int CHANNEL_BINDINGS = 10;

    /** A bit of {@link #FLAGS}: the AUTHENTICATE_MESSAGE carries a MIC. */
    public static final int FLAG_MIC = 2;
}
