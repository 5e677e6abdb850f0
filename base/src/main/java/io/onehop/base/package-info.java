/** Time and limits: what every other module may use. All of it is immutable or pure: any thread. */
@org.jspecify.annotations.NullMarked
package io.onehop.base;
