package io.onehop.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.LongConsumer;

/**
 * Copies one file, in blocks that are pipelined. Keeps nothing; the consumer takes the bytes of
 * each block.
 */
final class FileCopy {
    private static final int BLOCK_BYTES = 4 << 20;

    private FileCopy() {}

    /** Copies to the share; gives the SHA-256 of what was read here. */
    static byte[] put(
            Path source, Share share, String target, TransferOptions options, LongConsumer moved)
            throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
                RemoteFile out = share.open(target, OpenMode.REPLACE)) {
            ByteBuffer block = block(in.size());
            long offset = 0;
            while (fill(in, block)) {
                digest.update(block.duplicate());
                int count = block.remaining();
                out.write(offset, block);
                offset += count;
                moved.accept(count);
            }
            if (options.flush()) {
                out.flush();
            }
            out.setModified(Files.getLastModifiedTime(source).toInstant());
        }
        return digest.digest();
    }

    /** Copies from the share; gives the SHA-256 of what the share had. */
    static byte[] get(Share share, FileEntry source, Path target, LongConsumer moved)
            throws IOException {
        MessageDigest digest = sha256();
        Path partial = target.resolveSibling(target.getFileName() + ".onehop-part");
        try (RemoteFile in = share.open(source.path(), OpenMode.READ);
                FileChannel out =
                        FileChannel.open(
                                partial,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
            ByteBuffer block = block(in.entry().sizeBytes());
            long offset = 0;
            while (in.read(offset, block.clear()) > 0) {
                block.flip();
                digest.update(block.duplicate());
                offset += block.remaining();
                moved.accept(block.remaining());
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
        }
        Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(target, FileTime.from(source.modified()));
        return digest.digest();
    }

    /** The SHA-256 of a file on the share. */
    static byte[] digest(Share share, String path) throws IOException {
        MessageDigest digest = sha256();
        try (RemoteFile in = share.open(path, OpenMode.READ)) {
            ByteBuffer block = block(in.entry().sizeBytes());
            long offset = 0;
            while (in.read(offset, block.clear()) > 0) {
                block.flip();
                offset += block.remaining();
                digest.update(block);
            }
        }
        return digest.digest();
    }

    static byte[] digest(Path path) throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer block = block(in.size());
            while (fill(in, block)) {
                digest.update(block);
            }
        }
        return digest.digest();
    }

    private static ByteBuffer block(long sizeBytes) {
        return ByteBuffer.allocate(Math.clamp(sizeBytes + 1, 1 << 10, BLOCK_BYTES));
    }

    private static boolean fill(FileChannel in, ByteBuffer block) throws IOException {
        block.clear();
        int count = 0;
        while (block.hasRemaining() && count >= 0) {
            count = in.read(block);
        }
        return block.flip().hasRemaining();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
