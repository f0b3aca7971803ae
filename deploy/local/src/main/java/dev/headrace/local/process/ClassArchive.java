package dev.headrace.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Loaded classes as an earlier run of the same package has left them (docs/adr/0010).
 *
 * <p>The JVM makes the file at its end if there is none. One that does not fit the jars it ignores but never replaces,
 * so the name tells for which package it is, and those of earlier packages are deleted.
 */
public final class ClassArchive {

    private final Path jars;
    private final String name;

    /**
     * @param jars folder with the class path; the archive is put beside it
     * @param name of the program
     */
    public ClassArchive(Path jars, String name) {
        this.jars = jars;
        this.name = name;
    }

    /** Options of the JVM; none where there are no jars. */
    public List<String> options() throws IOException {
        if (!Files.isDirectory(jars)) {
            return List.of();
        }
        Path file = jars.resolveSibling(name + "-" + key() + ".jsa");
        for (Path old : files(jars.resolveSibling("").normalize(), 1).toList()) {
            if (old.toString().endsWith(".jsa") && !old.equals(file)) {
                Files.deleteIfExists(old);
            }
        }
        return List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + file);
    }

    /** The JVM compares paths, sizes and times of the jars; so do we. */
    private String key() throws IOException {
        CRC32C sum = new CRC32C();
        sum.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
        for (Path file : files(jars, 4).sorted().toList()) {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            String line = file + " " + facts.size() + " " + facts.lastModifiedTime();
            sum.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    private static Stream<Path> files(Path folder, int depth) throws IOException {
        try (Stream<Path> all = Files.walk(folder, depth)) {
            return all.filter(Files::isRegularFile).toList().stream();
        }
    }
}
