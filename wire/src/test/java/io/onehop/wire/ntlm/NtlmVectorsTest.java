package io.onehop.wire.ntlm;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** [MS-NLMP] 4.2.4, with the values of 4.2.1. */
class NtlmVectorsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SERVER_CHALLENGE = HEX.parseHex("0123456789abcdef");
    private static final byte[] CLIENT_CHALLENGE = HEX.parseHex("aa".repeat(8));
    private static final byte[] SESSION_KEY = HEX.parseHex("55".repeat(16));
    private static final int FLAGS = 0xe28a8233;
    private static final String CHALLENGE =
            "4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef"
                    + "00000000000000002400240044000000060070170000000f5300650072007600"
                    + "6500720002000c0044006f006d00610069006e0001000c005300650072007600"
                    + "6500720000000000";
    private static final String AUTHENTICATE =
            "4e544c4d5353500003000000180018006c00000054005400840000000c000c00"
                    + "48000000080008005400000010001000" // names
                    + "5c00000010001000d8000000358288e20501280a0000000f"
                    + "44006f006d00610069006e00550073006500720043004f004d00500055005400450052"
                    + "0086c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"
                    + "68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000"
                    + "aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e0001000c00"
                    + "5300650072007600650072000000000000000000"
                    + "c5dad2544fc9799094ce1ce90bc9d03e";

    @Test
    void computesTheExampleOfNtlmV2() throws MalformedMessageException {
        byte[] key = NtlmCrypto.responseKey(NtHash.of("Password"), "User", "Domain");
        assertThat(HEX.formatHex(key)).isEqualTo("0c868a403bfd7a93a3001ef22ef02e3f");
        AvPairs pairs = ChallengeMessage.decode(reader(CHALLENGE)).targetInfo();
        byte[] temp = NtlmV2Response.clientChallenge(0, CLIENT_CHALLENGE, pairs);
        byte[] proof = NtlmCrypto.proof(key, SERVER_CHALLENGE, temp);
        assertThat(HEX.formatHex(proof)).isEqualTo("68cd0ab851e51c96aabc927bebef6a1c");
        byte[] base = NtlmCrypto.sessionBaseKey(key, proof);
        assertThat(HEX.formatHex(base)).isEqualTo("8de40ccadbc14a82f15cb0ad0de95ca3");
        assertThat(HEX.formatHex(NtlmCrypto.rc4(base, SESSION_KEY)))
                .isEqualTo("c5dad2544fc9799094ce1ce90bc9d03e");
    }

    @Test
    void readsAndWritesTheExampleOfAChallenge() throws MalformedMessageException {
        ChallengeMessage message = ChallengeMessage.decode(reader(CHALLENGE));
        assertThat(message.targetName()).isEqualTo("Server");
        assertThat(message.serverChallenge()).isEqualTo(SERVER_CHALLENGE);
        assertThat(message.negotiated())
                .isEqualTo(new Negotiated(FLAGS, new Version(6, 0, 6000, 15)));
        assertThat(message.targetInfo().text(AvPair.NB_DOMAIN_NAME)).isEqualTo("Domain");
        assertThat(message.targetInfo().text(AvPair.NB_COMPUTER_NAME)).isEqualTo("Server");
        assertThat(HEX.formatHex(message.toBytes())).isEqualTo(CHALLENGE);
    }

    @Test
    void readsAndWritesTheExampleOfAnAuthentication() throws MalformedMessageException {
        AuthenticateMessage message = AuthenticateMessage.decode(reader(AUTHENTICATE));
        assertThat(message.identity()).isEqualTo(new Identity("Domain", "User", "COMPUTER"));
        assertThat(message.mic()).isNull();
        assertThat(message.negotiated().version()).isEqualTo(new Version(5, 1, 2600, 15));
        assertThat(HEX.formatHex(message.toBytes())).isEqualTo(AUTHENTICATE);
        assertThat(CapturedLogon.sessionKey(HEX.parseHex(AUTHENTICATE), "Password"))
                .isEqualTo(SESSION_KEY);
        assertThat(
                        CapturedLogon.proves(
                                HEX.parseHex(CHALLENGE), HEX.parseHex(AUTHENTICATE), "Password"))
                .isTrue();
    }

    @Test
    void refusesTruncatedExamples() {
        for (String hex : new String[] {CHALLENGE, AUTHENTICATE}) {
            byte[] whole = HEX.parseHex(hex);
            for (int length = 0; length < whole.length; length++) {
                WireReader in = new WireReader(Arrays.copyOf(whole, length));
                assertThat(refuses(hex.equals(CHALLENGE), in)).as("%d bytes", length).isTrue();
            }
        }
    }

    private static boolean refuses(boolean challenge, WireReader in) {
        try {
            if (challenge) {
                ChallengeMessage.decode(in);
            } else {
                AuthenticateMessage.decode(in);
            }
            return false;
        } catch (MalformedMessageException e) {
            return true;
        }
    }

    /** [MS-NLMP] 4.2.4.4. */
    @Test
    void sealsTheExample() {
        byte[] plain = Payload.unicode("Plaintext");
        ByteBuffer message = ByteBuffer.wrap(plain.clone());
        NtlmSecurity client = new NtlmSecurity(NtlmSecurity.Role.CLIENT, FLAGS, SESSION_KEY);
        byte[] signature = client.seal(message, message);
        assertThat(HEX.formatHex(message.array()))
                .isEqualTo("54e50165bf1936dc996020c1811b0f06fb5f");
        assertThat(HEX.formatHex(signature)).isEqualTo("010000007fb38ec5c55d497600000000");
        NtlmSecurity server = new NtlmSecurity(NtlmSecurity.Role.SERVER, FLAGS, SESSION_KEY);
        assertThat(server.unseal(message, signature, message)).isTrue();
        assertThat(message.array()).isEqualTo(plain);
    }

    private static WireReader reader(String hex) {
        return new WireReader(HEX.parseHex(hex));
    }
}
