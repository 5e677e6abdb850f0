/**
 * The demonstration: a cluster of three node processes on this machine, and a story told with it.
 * What a step says on the screen was seen at the cluster or at the client; nothing is assumed. The
 * node processes end when this process does, however it ends. One thread tells the story; loads and
 * copies have their own.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.node.demo;
