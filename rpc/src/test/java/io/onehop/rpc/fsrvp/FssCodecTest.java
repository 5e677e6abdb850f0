package io.onehop.rpc.fsrvp;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.fsrvp.FssRequest.AbortShadowCopySet;
import io.onehop.rpc.fsrvp.FssRequest.AddToShadowCopySet;
import io.onehop.rpc.fsrvp.FssRequest.CommitShadowCopySet;
import io.onehop.rpc.fsrvp.FssRequest.DeleteShareMapping;
import io.onehop.rpc.fsrvp.FssRequest.ExposeShadowCopySet;
import io.onehop.rpc.fsrvp.FssRequest.GetShareMapping;
import io.onehop.rpc.fsrvp.FssRequest.GetSupportedVersion;
import io.onehop.rpc.fsrvp.FssRequest.IsPathShadowCopied;
import io.onehop.rpc.fsrvp.FssRequest.IsPathSupported;
import io.onehop.rpc.fsrvp.FssRequest.PrepareShadowCopySet;
import io.onehop.rpc.fsrvp.FssRequest.RecoveryCompleteShadowCopySet;
import io.onehop.rpc.fsrvp.FssRequest.SetContext;
import io.onehop.rpc.fsrvp.FssRequest.StartShadowCopySet;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.wire.MalformedMessageException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts of what smbtorture and rpcclient 4.22 sent, and answers that they understood. */
class FssCodecTest {
    private static final UUID SET = UUID.fromString("9acd2422-28b4-4a4e-aaf0-5d52e5a5e9c2");
    private static final String SET_HEX = "2224cd9ab4284e4aaaf05d52e5a5e9c2";
    private static final UUID COPY = UUID.fromString("5c5e4aa5-1bb4-4d55-a1a2-b0b1b2b3b4b6");
    private static final String COPY_HEX = "a54a5e5cb41b554da1a2b0b1b2b3b4b6";
    private static final String NULL_HEX = "00".repeat(16);
    private static final String SHARE = "\\\\10.99.0.1\\S\\";
    private static final String SHARE_HEX =
            "0f000000000000000f000000"
                    + "5c005c00310030002e00390039002e0030002e0031005c0053005c000000";

    static Stream<Arguments> captured() {
        return Stream.of(
                Arguments.of(0, "", new GetSupportedVersion()),
                Arguments.of(1, "00000000", new SetContext(0)),
                Arguments.of(
                        2,
                        "7aa06c6867c96a4ba970768af12a77b7",
                        new StartShadowCopySet(
                                UUID.fromString("686ca07a-c967-4b6a-a970-768af12a77b7"))),
                Arguments.of(
                        3,
                        "1622c3672b931a4c9a5e3695775b323a" + SET_HEX + SHARE_HEX,
                        new AddToShadowCopySet(
                                UUID.fromString("67c32216-932b-4c1a-9a5e-3695775b323a"),
                                SET,
                                SHARE)),
                Arguments.of(7, SET_HEX, new AbortShadowCopySet(SET)),
                Arguments.of(8, SHARE_HEX, new IsPathSupported(SHARE)),
                Arguments.of(9, SHARE_HEX, new IsPathShadowCopied(SHARE)),
                Arguments.of(
                        10,
                        COPY_HEX + SET_HEX + SHARE_HEX + "0000" + "01000000",
                        new GetShareMapping(COPY, SET, SHARE, 1)),
                Arguments.of(
                        11,
                        SET_HEX + COPY_HEX + SHARE_HEX,
                        new DeleteShareMapping(SET, COPY, SHARE)));
    }

    /** No client got as far here; made by the IDL, [MS-FSRVP] 6. */
    static Stream<Arguments> made() {
        return Stream.of(
                Arguments.of(4, SET_HEX + "ffffffff", new CommitShadowCopySet(SET, 4_294_967_295L)),
                Arguments.of(5, SET_HEX + "e8030000", new ExposeShadowCopySet(SET, 1_000)),
                Arguments.of(6, SET_HEX, new RecoveryCompleteShadowCopySet(SET)),
                Arguments.of(12, SET_HEX + "e8030000", new PrepareShadowCopySet(SET, 1_000)));
    }

    @ParameterizedTest
    @MethodSource({"captured", "made"})
    void readsRequests(int opnum, String stub, FssRequest request)
            throws MalformedMessageException, RpcFaultException {
        NdrReader in = new NdrReader(HexFormat.of().parseHex(stub));
        assertThat(FssRequest.decode(opnum, in)).isEqualTo(request);
        assertThat(in.remaining()).isZero();
        assertThat(request.isValid()).isTrue();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(new GetSupportedVersion(), "00000000" + "00000000"),
                Arguments.of(new SetContext(0), ""),
                Arguments.of(new StartShadowCopySet(SET), NULL_HEX),
                Arguments.of(new AddToShadowCopySet(COPY, SET, SHARE), NULL_HEX),
                Arguments.of(new CommitShadowCopySet(SET, 0), ""),
                Arguments.of(new ExposeShadowCopySet(SET, 0), ""),
                Arguments.of(new RecoveryCompleteShadowCopySet(SET), ""),
                Arguments.of(new AbortShadowCopySet(SET), ""),
                Arguments.of(new IsPathSupported(SHARE), "00000000" + "00000000"),
                Arguments.of(new IsPathShadowCopied(SHARE), "00000000" + "00000000"),
                Arguments.of(new GetShareMapping(COPY, SET, SHARE, 1), "01000000" + "00000000"),
                Arguments.of(new GetShareMapping(COPY, SET, SHARE, 2), "02000000"),
                Arguments.of(new DeleteShareMapping(SET, COPY, SHARE), ""),
                Arguments.of(new PrepareShadowCopySet(SET, 0), ""));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void writesRefusals(FssRequest request, String before) {
        assertThat(HexFormat.of().formatHex(FssResponse.bare(request, FssStatus.NOT_SUPPORTED)))
                .isEqualTo(before + "0c230480");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void writesAnswers(byte[] stub, String hex) {
        assertThat(HexFormat.of().formatHex(stub)).isEqualTo(hex);
    }

    static Stream<Arguments> answers() {
        ShadowCopySets.Started started = new ShadowCopySets.Started(FssStatus.SUCCESS, SET);
        return Stream.of(
                Arguments.of(FssResponse.versions(1, 1), "01000000" + "01000000" + "00000000"),
                Arguments.of(FssResponse.started(started), SET_HEX + "00000000"));
    }
}
