/**
 * Users, sessions, their channels and tree connects, and how they begin and end. A session is
 * shared by the connections that are its channels and may be used from any thread; what belongs to
 * one connection ({@link io.onehop.server.session.SessionSetupHandler} and its handshakes) belongs
 * to that connection's thread. Nothing here knows frames or credits.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server.session;
