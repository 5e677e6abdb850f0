/**
 * Who belongs to the cluster: its certificate authority, the certificates of its nodes, and the
 * tickets by which a machine joins. Private keys are in files that only their owner can read, from
 * the first byte on. Everything here is immutable or touches files only, so any thread may use it.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.cluster.pki;
