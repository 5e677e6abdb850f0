/**
 * Who may serve: leases of nodes, the leader's judgement of who is dead, and where volumes should
 * be. Pure: time is passed in, nothing here starts a thread or sends a byte.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.cluster.ownership;
