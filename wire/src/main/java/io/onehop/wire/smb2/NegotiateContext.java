package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One entry of the list that NEGOTIATE carries in SMB 3.1.1. [MS-SMB2] 2.2.3.1, 2.2.4.1. */
public sealed interface NegotiateContext {
    /** ContextType. */
    int type();

    /** Writes the Data field. */
    void encodeData(WireWriter out);

    int PREAUTH_INTEGRITY_CAPABILITIES = 0x0001;
    int ENCRYPTION_CAPABILITIES = 0x0002;
    int COMPRESSION_CAPABILITIES = 0x0003;
    int NETNAME_NEGOTIATE_CONTEXT_ID = 0x0005;
    int TRANSPORT_CAPABILITIES = 0x0006;
    int RDMA_TRANSFORM_CAPABILITIES = 0x0007;
    int SIGNING_CAPABILITIES = 0x0008;

    int HASH_SHA_512 = 0x0001;

    int CIPHER_AES_128_CCM = 0x0001;
    int CIPHER_AES_128_GCM = 0x0002;
    int CIPHER_AES_256_CCM = 0x0003;
    int CIPHER_AES_256_GCM = 0x0004;

    int SIGNING_HMAC_SHA256 = 0x0000;
    int SIGNING_AES_CMAC = 0x0001;
    int SIGNING_AES_GMAC = 0x0002;

    int COMPRESSION_FLAG_CHAINED = 0x0000_0001;
    int ACCEPT_TRANSPORT_LEVEL_SECURITY = 0x0000_0001;

    /** [MS-SMB2] 2.2.3.1.1. */
    record PreauthIntegrity(List<Integer> hashAlgorithms, ByteBuffer salt)
            implements NegotiateContext {
        public PreauthIntegrity {
            hashAlgorithms = List.copyOf(hashAlgorithms);
        }

        @Override
        public int type() {
            return PREAUTH_INTEGRITY_CAPABILITIES;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u16(hashAlgorithms.size()).u16(salt.remaining());
            Body.u16s(out, hashAlgorithms);
            out.bytes(salt);
        }
    }

    /** [MS-SMB2] 2.2.3.1.2. A server answers with one cipher, 0 if there is no common one. */
    record Encryption(List<Integer> ciphers) implements NegotiateContext {
        public Encryption {
            ciphers = List.copyOf(ciphers);
        }

        @Override
        public int type() {
            return ENCRYPTION_CAPABILITIES;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u16(ciphers.size());
            Body.u16s(out, ciphers);
        }
    }

    /** [MS-SMB2] 2.2.3.1.3. */
    record Compression(int flags, List<Integer> algorithms) implements NegotiateContext {
        public Compression {
            algorithms = List.copyOf(algorithms);
        }

        @Override
        public int type() {
            return COMPRESSION_CAPABILITIES;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u16(algorithms.size()).u16(0).u32(flags);
            Body.u16s(out, algorithms);
        }
    }

    /** The server's name as the client has it. [MS-SMB2] 2.2.3.1.4. */
    record NetName(String netName) implements NegotiateContext {
        @Override
        public int type() {
            return NETNAME_NEGOTIATE_CONTEXT_ID;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.utf16(netName);
        }
    }

    /** [MS-SMB2] 2.2.3.1.5. */
    record TransportCapabilities(int flags) implements NegotiateContext {
        @Override
        public int type() {
            return TRANSPORT_CAPABILITIES;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u32(flags);
        }
    }

    /** [MS-SMB2] 2.2.3.1.6. */
    record RdmaTransform(List<Integer> transformIds) implements NegotiateContext {
        public RdmaTransform {
            transformIds = List.copyOf(transformIds);
        }

        @Override
        public int type() {
            return RDMA_TRANSFORM_CAPABILITIES;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u16(transformIds.size()).u16(0).u32(0);
            Body.u16s(out, transformIds);
        }
    }

    /** [MS-SMB2] 2.2.3.1.7. */
    record Signing(List<Integer> signingAlgorithms) implements NegotiateContext {
        public Signing {
            signingAlgorithms = List.copyOf(signingAlgorithms);
        }

        @Override
        public int type() {
            return SIGNING_CAPABILITIES;
        }

        @Override
        public void encodeData(WireWriter out) {
            out.u16(signingAlgorithms.size());
            Body.u16s(out, signingAlgorithms);
        }
    }

    /** A type that has no record here; peers ignore what they do not know. */
    record Unknown(int type, ByteBuffer data) implements NegotiateContext {
        @Override
        public void encodeData(WireWriter out) {
            out.bytes(data);
        }
    }

    /** Reads {@code count} contexts from an offset into the reader's message. */
    static List<NegotiateContext> decodeAll(WireReader in, long offset, int count)
            throws MalformedMessageException {
        Body.limit("negotiate contexts", count, Limits.MAX_NEGOTIATE_CONTEXTS);
        List<NegotiateContext> out = new ArrayList<>(count);
        long next = offset;
        for (int i = 0; i < count; i++) {
            if (next < in.position() || (next & 7) != 0) {
                throw new MalformedMessageException("negotiate context at " + next);
            }
            WireReader header = in.window(next, 8);
            int type = header.u16();
            int length = header.u16();
            out.add(decodeData(type, in.window(next + 8, length)));
            next = (next + 8 + length + 7) & -8L;
        }
        return List.copyOf(out);
    }

    /** Writes contexts at an aligned position; the last one is not padded. */
    static void encodeAll(WireWriter out, List<NegotiateContext> contexts) {
        int start = out.position();
        for (NegotiateContext context : contexts) {
            out.align(8, start);
            int at = out.position();
            out.u16(context.type()).u16(0).u32(0);
            context.encodeData(out);
            out.patchU16(at + 2, out.position() - at - 8);
        }
    }

    private static NegotiateContext decodeData(int type, WireReader in)
            throws MalformedMessageException {
        return switch (type) {
            case PREAUTH_INTEGRITY_CAPABILITIES -> {
                int count = in.u16();
                int saltLength = in.u16();
                yield new PreauthIntegrity(algorithms(in, count), Body.copy(in, saltLength));
            }
            case ENCRYPTION_CAPABILITIES -> new Encryption(algorithms(in, in.u16()));
            case COMPRESSION_CAPABILITIES -> {
                int count = in.u16();
                in.skip(2);
                yield new Compression(in.i32(), algorithms(in, count));
            }
            case NETNAME_NEGOTIATE_CONTEXT_ID -> new NetName(in.utf16(in.length()));
            case TRANSPORT_CAPABILITIES -> new TransportCapabilities(in.i32());
            case RDMA_TRANSFORM_CAPABILITIES -> {
                int count = in.u16();
                in.skip(6);
                yield new RdmaTransform(algorithms(in, count));
            }
            case SIGNING_CAPABILITIES -> new Signing(algorithms(in, in.u16()));
            default -> new Unknown(type, Body.copy(in, in.length()));
        };
    }

    private static List<Integer> algorithms(WireReader in, int count)
            throws MalformedMessageException {
        Body.limit("algorithms", count, Limits.MAX_NEGOTIATE_ALGORITHMS);
        return Body.u16s(in, count);
    }
}
