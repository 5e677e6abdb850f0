/**
 * Cluster configuration, membership, ownership, balancer; the one place that knows Apache Ratis.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.cluster;
