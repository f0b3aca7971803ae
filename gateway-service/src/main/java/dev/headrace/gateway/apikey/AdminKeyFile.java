package dev.headrace.gateway.apikey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The file with the admin key: readable by its owner only, there as a whole or not at all. */
record AdminKeyFile(Path path) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /**
     * The key that an earlier start left here.
     *
     * @throws IllegalStateException if there is a file without a key in it, or it cannot be read
     */
    Optional<String> read() {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            String key = Files.readString(path, US_ASCII).strip();
            if (!KeyText.isWellFormed(key)) {
                throw new IllegalStateException("headrace.admin.key-file: " + path
                        + " exists but holds no API key; move it away, then start again");
            }
            Files.setPosixFilePermissions(path, OWNER_ONLY);
            return Optional.of(key);
        } catch (IOException e) {
            throw new IllegalStateException("headrace.admin.key-file: cannot read " + path + " (" + e + ")", e);
        }
    }

    /** Writes the key and returns when it is on disk. @throws IllegalStateException if that is not possible */
    void write(String key) {
        Path folder = path.toAbsolutePath().normalize().getParent();
        try {
            Files.createDirectories(folder);
            Path draft =
                    Files.createTempFile(folder, ".admin", ".key", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try {
                store(draft, key + "\n");
                Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw new IllegalStateException("headrace.admin.key-file: cannot write " + path + " (" + e + ")", e);
        }
    }

    private static void store(Path file, String text) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }
}
