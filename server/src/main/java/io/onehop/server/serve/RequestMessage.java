package io.onehop.server.serve;

import io.onehop.wire.smb2.Header;
import java.nio.ByteBuffer;

/**
 * One request, decrypted, verified, and cut from its compound.
 *
 * @param header its header, decoded
 * @param bytes the whole message from the first byte of its header; related requests of a compound
 *     name their file here already. Valid until the reply is given.
 * @param encrypted whether it came encrypted
 */
public record RequestMessage(Header header, ByteBuffer bytes, boolean encrypted) {}
