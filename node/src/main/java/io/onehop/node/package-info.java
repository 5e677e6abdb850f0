/** The daemon: DNS, admin API, metrics and command line. */
@org.jspecify.annotations.NullMarked
package io.onehop.node;
