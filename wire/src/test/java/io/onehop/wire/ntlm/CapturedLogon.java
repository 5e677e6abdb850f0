package io.onehop.wire.ntlm;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.spnego.CapturedTokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Fixtures of captured traffic, and what a listener who knows the password learns from them. */
public final class CapturedLogon {
    public static final String PASSWORD = "Passw0rd!";

    private CapturedLogon() {}

    /** One message, with the side that sent it. */
    public record Frame(boolean fromClient, byte[] bytes) {}

    /** The frames of a fixture: a line each, the sender's arrow and hexadecimal digits. */
    public static List<Frame> frames(String name) {
        String path = "/io/onehop/wire/captures/" + name + ".hex";
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                CapturedLogon.class.getResourceAsStream(path),
                                StandardCharsets.US_ASCII))) {
            return in.lines()
                    .map(
                            line ->
                                    new Frame(
                                            line.charAt(0) == '>',
                                            HexFormat.of().parseHex(line.substring(2))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the proof in an AUTHENTICATE_MESSAGE is one of this password. */
    public static boolean proves(byte[] challenge, byte[] authenticate, String password)
            throws MalformedMessageException {
        AuthenticateMessage message = AuthenticateMessage.decode(new WireReader(authenticate));
        NtlmV2Response response = NtlmV2Response.decode(message.responses().nt());
        byte[] nonce = ChallengeMessage.decode(new WireReader(challenge)).serverChallenge();
        return Arrays.equals(
                response.proof(),
                NtlmCrypto.proof(
                        responseKey(message, password), nonce, response.clientChallenge()));
    }

    /** ExportedSessionKey. */
    public static byte[] sessionKey(byte[] authenticate, String password)
            throws MalformedMessageException {
        AuthenticateMessage message = AuthenticateMessage.decode(new WireReader(authenticate));
        byte[] proof = NtlmV2Response.decode(message.responses().nt()).proof();
        byte[] base = NtlmCrypto.sessionBaseKey(responseKey(message, password), proof);
        return NtlmCrypto.rc4(base, message.encryptedRandomSessionKey());
    }

    private static byte[] responseKey(AuthenticateMessage message, String password) {
        return NtlmCrypto.responseKey(
                NtHash.of(password), message.identity().user(), message.identity().domain());
    }

    /** The NTLM message in a SESSION_SETUP request or response. */
    public static byte[] ntlmToken(Frame frame) throws MalformedMessageException {
        return CapturedTokens.ntlm(securityToken(frame));
    }

    /** What follows the security trailer of a DCE/RPC PDU. */
    public static byte[] rpcToken(Frame pdu) throws MalformedMessageException {
        WireReader in = new WireReader(pdu.bytes());
        in.seek(10);
        int length = in.u16();
        return in.window(in.length() - length, length).bytes(length);
    }

    /** The security buffer of a SESSION_SETUP request or response. [MS-SMB2] 2.2.5, 2.2.6. */
    public static byte[] securityToken(Frame frame) throws MalformedMessageException {
        WireReader in = new WireReader(frame.bytes());
        in.seek(64 + (frame.fromClient() ? 12 : 4));
        int offset = in.u16();
        int length = in.u16();
        return in.window(offset, length).bytes(length);
    }
}
