/**
 * The SMB server. Packages, in the order a request meets them: {@code transport} (bytes to frames),
 * {@code connection} (frames to requests: decrypt, split, credits, verify, session, tree), {@code
 * relay} (requests for volumes that another node owns), {@code serve} (what a handler sees of its
 * client), {@code handler} (one class a command), {@code open} (files as they are shared by their
 * opens), {@code pipe} (RPC).
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server;
