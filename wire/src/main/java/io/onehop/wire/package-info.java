/**
 * SMB 2 and 3 messages, FSCC, security descriptors, NTLM, SPNEGO, signing, encryption: no sockets,
 * threads or clock.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.wire;
