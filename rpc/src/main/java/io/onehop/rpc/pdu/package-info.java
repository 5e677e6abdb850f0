/**
 * The packets of connection-oriented DCE/RPC: records that decode and encode themselves, without
 * state. Any thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.rpc.pdu;
