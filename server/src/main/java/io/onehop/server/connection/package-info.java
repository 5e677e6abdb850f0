/**
 * The receive steps of [MS-SMB2] 3.3.5.2, one class a step in the specification's order, and the
 * way back of replies: {@link io.onehop.server.connection.Decryption}, {@link
 * io.onehop.server.connection.Chain} (compounds), {@link io.onehop.server.connection.CommandWindow}
 * (message ids and credits), {@link io.onehop.server.connection.SignatureCheck}, {@link
 * io.onehop.server.connection.Dispatcher} (session, tree, command), {@link
 * io.onehop.server.connection.Sender} (compounding, signing, encryption). All of it runs on the
 * thread of the connection's link; replies from other threads hop there first.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server.connection;
