package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.UUID;

/** [MS-FSCC] 2.5.6: the volume's GUID; the extended part is zero. */
public record FileFsObjectIdInformation(UUID objectId) implements Information {
    private static final int EXTENDED_BYTES = 48;

    public static FileFsObjectIdInformation decode(WireReader in) throws MalformedMessageException {
        UUID id = in.guid();
        in.skip(EXTENDED_BYTES);
        return new FileFsObjectIdInformation(id);
    }

    @Override
    public void encode(WireWriter out) {
        out.guid(objectId).zero(EXTENDED_BYTES);
    }
}
