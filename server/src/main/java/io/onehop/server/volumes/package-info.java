/**
 * Which volumes this node serves now, following the cluster's state: opens what it owns, closes
 * what it gives up.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server.volumes;
