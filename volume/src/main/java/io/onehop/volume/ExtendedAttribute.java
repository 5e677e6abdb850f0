package io.onehop.volume;

/**
 * One extended attribute; names compare without case. [MS-FSCC] 2.4.16.
 *
 * @param flags 0 or 0x80 (FILE_NEED_EA)
 * @param value empty to remove the attribute when given to a setter
 */
public record ExtendedAttribute(String name, int flags, byte[] value) {}
