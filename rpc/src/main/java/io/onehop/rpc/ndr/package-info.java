/**
 * The 32-bit transfer syntax of DCE/RPC. Every count is checked against a limit and the bytes that
 * are left before anything is allocated. One thread at a time.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.rpc.ndr;
