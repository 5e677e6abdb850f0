package io.onehop.client.move;

/** Why a share's traffic went to another connection, or a file to another open. */
public enum MoveKind {
    /** The witness said that the share is better used elsewhere. */
    SHARE_MOVE,
    /** The witness said that this client is to go elsewhere. */
    CLIENT_MOVE,
    /** The witness said that the node is gone. */
    NODE_UNAVAILABLE,
    /** The connection ended, or the server forgot the session. */
    CONNECTION_LOST,
    /** The node stayed, but an open file was lost there, as when the volume changed its owner. */
    HANDLE_LOST
}
