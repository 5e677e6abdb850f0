/**
 * The security account manager: users, groups and aliases as the server plugs them in, to be read
 * and not to be changed. Any thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.rpc.samr;
