/**
 * The admin API: HTTPS with TLS 1.3 on every node. Any node answers; changes go through the
 * cluster's log, questions about sessions, opens, registrations and redirects go to every node that
 * is up. Nothing is done for a caller that has shown neither the cluster's token nor a member's
 * certificate. One virtual thread a request.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.node.admin;
