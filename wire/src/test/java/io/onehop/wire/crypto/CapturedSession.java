package io.onehop.wire.crypto;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.ntlm.CapturedLogon;
import io.onehop.wire.ntlm.CapturedLogon.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One captured SMB session: its algorithms and keys, and its frames split into messages. */
final class CapturedSession {
    static final int HEADER_BYTES = 64;
    private static final int SESSION_SETUP = 1;

    final List<Frame> frames;
    final int dialect;
    final SigningAlgorithm signing;
    final CipherAlgorithm cipher;
    final SessionKeys keys;

    CapturedSession(String name) throws MalformedMessageException {
        frames = CapturedLogon.frames(name);
        ByteBuffer negotiate = little(frames.get(1).bytes());
        dialect = negotiate.getShort(HEADER_BYTES + 4) & 0xFFFF;
        int signingId = context(negotiate, 8);
        signing =
                dialect < 0x300
                        ? SigningAlgorithm.HMAC_SHA256
                        : SigningAlgorithm.of(signingId)
                                .filter(ignored -> signingId > 0)
                                .orElse(SigningAlgorithm.AES_CMAC);
        cipher = CipherAlgorithm.of(context(negotiate, 2)).orElse(CipherAlgorithm.AES_128_CCM);
        PreauthHash preauth = PreauthHash.START;
        byte[] authenticate = {};
        for (Frame frame : frames.subList(0, 5)) {
            preauth = preauth.then(ByteBuffer.wrap(frame.bytes()));
            ByteBuffer bytes = little(frame.bytes());
            if (frame.fromClient() && bytes.getShort(12) == SESSION_SETUP) {
                authenticate = CapturedLogon.ntlmToken(frame);
            }
        }
        byte[] sessionKey = CapturedLogon.sessionKey(authenticate, CapturedLogon.PASSWORD);
        if (dialect < 0x300) {
            keys = new SessionKeys(sessionKey, sessionKey, sessionKey, sessionKey);
        } else if (dialect < 0x311) {
            keys = SessionKeys.smb30(sessionKey);
        } else {
            keys = SessionKeys.smb311(sessionKey, preauth, cipher);
        }
    }

    /** The messages of a compound, each with its padding. */
    static List<ByteBuffer> messages(byte[] frame) {
        List<ByteBuffer> messages = new ArrayList<>();
        int at = 0;
        while (true) {
            int next = little(frame).getInt(at + 20);
            int length = next == 0 ? frame.length - at : next;
            messages.add(ByteBuffer.wrap(frame, at, length).slice());
            if (next == 0) {
                return messages;
            }
            at += next;
        }
    }

    static boolean isSigned(ByteBuffer message) {
        return (message.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(16) & 8) != 0;
    }

    /** The first algorithm in a negotiate context of this type, or -1. */
    private int context(ByteBuffer negotiate, int type) {
        if (dialect != 0x311) {
            return -1;
        }
        int at = negotiate.getInt(HEADER_BYTES + 60);
        for (int i = 0; i < negotiate.getShort(HEADER_BYTES + 6); i++) {
            if (negotiate.getShort(at) == type) {
                return negotiate.getShort(at + 10);
            }
            at += (8 + negotiate.getShort(at + 2) + 7) & -8;
        }
        return -1;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
