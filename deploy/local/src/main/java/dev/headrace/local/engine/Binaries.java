package dev.headrace.local.engine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The engines' programs, where the build of this module has put them: beside its classes, in its target folder. */
final class Binaries {

    private Binaries() {}

    /** Folder with PostgreSQL's bin, lib and share; unpacked at the first call on a machine. */
    static Path postgres() throws IOException {
        Path packed = only(engines(), "postgres-\\d.*");
        Path unpacked = packed.resolve("unpacked");
        if (!Files.isDirectory(unpacked)) {
            unpackOnce(packed, unpacked);
        }
        return unpacked;
    }

    static Path redisServer() throws IOException {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String cpu = Set.of("aarch64", "arm64").contains(System.getProperty("os.arch", "")) ? "arm64" : "amd64";
        Path server = only(engines().resolve("redis"), "redis-server-.*-" + os + "-" + cpu);
        if (!Files.isExecutable(server) && !server.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + server + " executable");
        }
        return server;
    }

    /** The Kafka server's own class path. */
    static Path kafkaJars() throws IOException {
        Path jars = Checkout.module().resolve("kafka/target/lib");
        if (!Files.isDirectory(jars)) {
            throw missing(jars);
        }
        return jars;
    }

    private static Path engines() throws IOException {
        return Checkout.module().resolve("target/engines");
    }

    private static Path only(Path folder, String name) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw missing(folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().matches(name))
                    .toList();
            if (found.size() != 1) {
                throw missing(folder.resolve(name));
            }
            return found.getFirst();
        }
    }

    private static IOException missing(Path what) {
        return new IOException("no embedded engine at " + what + ": build deploy/local first (make run does)");
    }

    private static void unpackOnce(Path packed, Path unpacked) throws IOException {
        Path lockFile = packed.resolve("unpack.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.isDirectory(unpacked)) {
                Path half = Files.createTempDirectory(packed, "unpacking-");
                unpack(only(packed, ".*\\.txz"), half);
                Files.setPosixFilePermissions(
                        half, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.move(half, unpacked, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static void unpack(Path archive, Path into) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, into.resolve(entry.getName()).normalize());
            }
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path to) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(to);
            return;
        }
        Files.createDirectories(to.getParent() == null ? to : to.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, to);
            if ((entry.getMode() & 0100) != 0 && !to.toFile().setExecutable(true, false)) {
                throw new IOException("cannot make " + to + " executable");
            }
        }
    }
}
