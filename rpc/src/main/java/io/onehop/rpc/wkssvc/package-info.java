/** The workstation service: what this machine is called. Holds no state; any thread. */
@org.jspecify.annotations.NullMarked
package io.onehop.rpc.wkssvc;
