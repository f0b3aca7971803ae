package dev.headrace.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Log files that programs append to by themselves: reading their end, and keeping them bounded. */
public final class LogFile {

    private static final int TAIL_BYTES = 16 * 1024;

    private LogFile() {}

    /** The last lines of a file after {@code start}, a number of bytes; empty where there is none. */
    static String tail(Path file, long start, int lines) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = start > channel.size() ? 0 : start;
            channel.position(Math.max(from, channel.size() - TAIL_BYTES));
            byte[] end = Channels.newInputStream(channel).readAllBytes();
            List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Moves the content of a file of more than {@code bytes} to {@code <file>.1} and empties it. The writer keeps its
     * descriptor, which appends; lines written between copy and emptying are lost.
     */
    public static void bound(Path file, long bytes) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > bytes) {
                Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                FileChannel.open(file, StandardOpenOption.WRITE).truncate(0).close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
