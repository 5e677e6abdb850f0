package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.38: the local end of a named pipe. */
public record FilePipeLocalInformation(
        int namedPipeType,
        int namedPipeConfiguration,
        int maximumInstances,
        int currentInstances,
        int inboundQuota,
        int readDataAvailable,
        int outboundQuota,
        int writeQuotaAvailable,
        int namedPipeState,
        int namedPipeEnd)
        implements Information {
    public static FilePipeLocalInformation decode(WireReader in) throws MalformedMessageException {
        int namedPipeType = in.i32();
        int namedPipeConfiguration = in.i32();
        int maximumInstances = in.i32();
        int currentInstances = in.i32();
        int inboundQuota = in.i32();
        int readDataAvailable = in.i32();
        int outboundQuota = in.i32();
        int writeQuotaAvailable = in.i32();
        int namedPipeState = in.i32();
        int namedPipeEnd = in.i32();
        return new FilePipeLocalInformation(
                namedPipeType,
                namedPipeConfiguration,
                maximumInstances,
                currentInstances,
                inboundQuota,
                readDataAvailable,
                outboundQuota,
                writeQuotaAvailable,
                namedPipeState,
                namedPipeEnd);
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(namedPipeType);
        out.u32(namedPipeConfiguration);
        out.u32(maximumInstances);
        out.u32(currentInstances);
        out.u32(inboundQuota);
        out.u32(readDataAvailable);
        out.u32(outboundQuota);
        out.u32(writeQuotaAvailable);
        out.u32(namedPipeState);
        out.u32(namedPipeEnd);
    }
}
