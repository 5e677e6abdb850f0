package io.onehop.server.session;

import io.onehop.wire.crypto.Signer;

/** A connection that a session runs over, with its signing key. [MS-SMB2] 3.3.1.14 */
public record Channel(Session session, SessionLink link, Signer signer) {}
