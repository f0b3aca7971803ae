package dev.headrace.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs, in a file: one line each with name, process id and start instant.
 *
 * <p>It is for people, and for the one case that the guard cannot see: the guard itself was killed too.
 */
final class PidFile {

    private final Path file;
    private final Map<String, Long> running = new LinkedHashMap<>();

    PidFile(Path file) {
        this.file = file;
    }

    /** Ends what an earlier suite on this data folder has left. Returns how many processes that were. */
    int endLeftovers() {
        try {
            List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
            List<ProcessHandle> left =
                    lines.stream().map(PidFile::find).flatMap(Optional::stream).toList();
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(it -> it.onExit().join());
            return left.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process of a line, unless its id belongs to another one by now. */
    private static Optional<ProcessHandle> find(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !words[1].matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(words[1]))
                .filter(it -> started(it.pid()).equals(words[2]) && it.isAlive());
    }

    private static String started(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(it -> it.info().startInstant())
                .map(Instant::toString)
                .orElse("unknown");
    }

    synchronized void put(String name, long pid) {
        running.put(name, pid);
        StringBuilder lines = new StringBuilder();
        running.forEach((who, it) -> lines.append(who)
                .append(' ')
                .append(it)
                .append(' ')
                .append(started(it))
                .append('\n'));
        write(lines.toString());
    }

    synchronized void clear() {
        running.clear();
        write("");
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
