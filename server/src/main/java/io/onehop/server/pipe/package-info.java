/**
 * The tree of IPC$: named pipes that lead to DCE/RPC interfaces. [MS-SMB2] 3.3.5.9 to 3.3.5.15 for
 * pipes, [MS-RPCE] 2.1.1.2. A pipe's state belongs to its own serial executor, never to a network
 * thread; a pipe lives no longer than its tree.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.server.pipe;
