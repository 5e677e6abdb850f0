/**
 * Security: identifiers, access control lists, descriptors, the access check and inheritance.
 * [MS-DTYP] 2.4 and 2.5.3. All types are values and all algorithms pure: any thread.
 */
@org.jspecify.annotations.NullMarked
package io.onehop.wire.dtyp;
