package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Inputs and outputs of IOCTL, and the list that CHANGE_NOTIFY answers. */
class PayloadTest {
    /** One of the decoders. */
    interface Decoder {
        Object decode(byte[] bytes) throws MalformedMessageException;
    }

    static final List<Decoder> DECODERS =
            List.of(
                    bytes -> ValidateNegotiateInfo.Request.decode(new WireReader(bytes)),
                    bytes -> ValidateNegotiateInfo.Response.decode(new WireReader(bytes)),
                    bytes -> NetworkInterfaceInfo.decodeAll(new WireReader(bytes)),
                    bytes -> SrvCopychunk.Copy.decode(new WireReader(bytes)),
                    bytes -> SrvCopychunk.Response.decode(new WireReader(bytes)),
                    bytes -> SrvCopychunk.ResumeKey.decode(new WireReader(bytes)),
                    bytes -> SrvSnapshotArray.decode(new WireReader(bytes)),
                    bytes -> LmrRequestResiliency.decode(new WireReader(bytes)),
                    bytes -> FileNotifyInformation.decodeAll(new WireReader(bytes)),
                    bytes -> DuplicateExtents.decode(new WireReader(bytes)),
                    bytes -> DuplicateExtents.decodeExtended(new WireReader(bytes)));

    private record Sample(Object value, byte[] bytes) {
        static Sample of(Object value, Consumer<WireWriter> encoder) {
            WireWriter out = new WireWriter();
            encoder.accept(out);
            return new Sample(value, out.toBytes());
        }
    }

    /** One sample for each decoder, in their order. */
    private static List<Sample> samples(Generator g) {
        var asked = new ValidateNegotiateInfo.Request(g.i32(), g.guid(), g.u16(), g.u16s());
        var answered = new ValidateNegotiateInfo.Response(g.i32(), g.guid(), g.u16(), g.u16());
        List<NetworkInterfaceInfo> interfaces =
                List.of(
                        new NetworkInterfaceInfo(
                                g.i32(), g.i32(), g.i64(), Addresses.v4(g.bytes(4).array())),
                        new NetworkInterfaceInfo(
                                g.i32(), g.i32(), g.i64(), Addresses.v6(g.bytes(16).array())));
        var copy =
                new SrvCopychunk.Copy(
                        g.bytes(SrvCopychunk.RESUME_KEY_LENGTH),
                        g.list(3, () -> new SrvCopychunk.Chunk(g.i64(), g.i64(), g.u32())));
        var copied = new SrvCopychunk.Response(g.u32(), g.u32(), g.u32());
        var key = new SrvCopychunk.ResumeKey(g.bytes(SrvCopychunk.RESUME_KEY_LENGTH));
        var snapshots = SrvSnapshotArray.fitting(g.list(3, g::text), 1 << 16);
        var resiliency = new LmrRequestResiliency(g.u32());
        FileId source = new FileId(g.i64(), g.i64());
        var extents = new DuplicateExtents(source, g.i64(), g.i64(), g.i64(), 0);
        var extended = new DuplicateExtents(source, g.i64(), g.i64(), g.i64(), g.i32());
        List<FileNotifyInformation> changes =
                g.list(3, () -> new FileNotifyInformation(g.i32(), g.text()));
        return List.of(
                Sample.of(asked, asked::encode),
                Sample.of(answered, answered::encode),
                Sample.of(interfaces, out -> NetworkInterfaceInfo.encodeAll(out, interfaces)),
                Sample.of(copy, copy::encode),
                Sample.of(copied, copied::encode),
                Sample.of(key, key::encode),
                Sample.of(snapshots, snapshots::encode),
                Sample.of(resiliency, resiliency::encode),
                Sample.of(changes, out -> FileNotifyInformation.encodeAll(out, changes)),
                Sample.of(extents, extents::encode),
                Sample.of(extended, extended::encodeExtended));
    }

    static List<byte[]> encoded(Generator g) {
        List<byte[]> out = new ArrayList<>();
        samples(g).forEach(sample -> out.add(sample.bytes));
        out.removeIf(bytes -> bytes.length == 0);
        return out;
    }

    @Test
    void readsGeneratedPayloadsBack() throws MalformedMessageException {
        for (int seed = 0; seed < 200; seed++) {
            List<Sample> samples = samples(new Generator(seed));
            for (int i = 0; i < samples.size(); i++) {
                assertThat(DECODERS.get(i).decode(samples.get(i).bytes))
                        .as("seed %d, decoder %d", seed, i)
                        .isEqualTo(samples.get(i).value);
            }
        }
    }

    /** An empty list is a list; else only padding at the end may go unnoticed. */
    @Test
    void refusesEveryTruncation() {
        List<Sample> samples = samples(new Generator(2));
        for (int i = 0; i < samples.size(); i++) {
            byte[] whole = samples.get(i).bytes;
            for (int length = 1; length < whole.length; length++) {
                Object found;
                try {
                    found = DECODERS.get(i).decode(Arrays.copyOf(whole, length));
                } catch (MalformedMessageException expected) {
                    continue;
                }
                assertThat(found).isEqualTo(samples.get(i).value);
                assertThat(length).isGreaterThan(whole.length - 8);
            }
        }
    }

    @Test
    void writesNetworkInterfacesOf152Bytes() {
        var one = new NetworkInterfaceInfo(1, 1, 10, Addresses.v4(new byte[] {127, 0, 0, 1}));
        WireWriter out = new WireWriter();
        NetworkInterfaceInfo.encodeAll(out, List.of(one, one));
        assertThat(out.position()).isEqualTo(304);
        assertThat(Arrays.copyOf(out.toBytes(), 32))
                .isEqualTo(
                        new byte[] {
                            (byte) 152,
                            0,
                            0,
                            0,
                            1,
                            0,
                            0,
                            0,
                            1,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            10,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            2,
                            0,
                            0,
                            0,
                            127,
                            0,
                            0,
                            1
                        });
    }

    @Test
    void keepsTheCountOfTooManyChunksForTheServerToAnswer() throws MalformedMessageException {
        WireWriter out = new WireWriter();
        new SrvCopychunk.Copy(
                        new Generator(1).bytes(SrvCopychunk.RESUME_KEY_LENGTH),
                        Collections.nCopies(
                                Limits.MAX_COPY_CHUNKS + 1, new SrvCopychunk.Chunk(0, 0, 1)))
                .encode(out);
        SrvCopychunk.Copy copy = SrvCopychunk.Copy.decode(new WireReader(out.toBytes()));
        assertThat(copy.chunkCount()).isEqualTo(Limits.MAX_COPY_CHUNKS + 1L);
        assertThat(copy.chunks()).isEmpty();
    }

    @Test
    void saysHowMuchRoomSnapshotsNeed() {
        SrvSnapshotArray all = SrvSnapshotArray.fitting(List.of("@GMT-2026.01.01-00.00.00"), 16);
        assertThat(all).isEqualTo(new SrvSnapshotArray(1, 52, List.of()));
    }

    @Test
    void refusesChangesThatOverlap() {
        WireWriter out = new WireWriter();
        FileNotifyInformation.encodeAll(
                out,
                List.of(new FileNotifyInformation(1, "a name"), new FileNotifyInformation(1, "b")));
        for (int next : List.of(4, 12, 20)) {
            out.patchU32(0, next);
            assertThatThrownBy(() -> FileNotifyInformation.decodeAll(new WireReader(out.toBytes())))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }
}
