package dev.headrace.gateway.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminKeyFileTest {
    @TempDir
    Path folder;

    @Test
    void isForItsOwnerOnlyAndLeavesNoDraft() throws IOException {
        // Given
        AdminKeyFile file = new AdminKeyFile(folder.resolve("deep/admin.key"));
        String key = KeyText.make(KeyMode.LIVE);

        // When
        file.write(key);

        // Then
        assertEquals(Optional.of(key), file.read());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())));
        try (var files = Files.list(folder.resolve("deep"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void aKeyLeftByAnEarlierStartIsTakenAndClosedToOthers() throws IOException {
        // Given
        AdminKeyFile file = new AdminKeyFile(folder.resolve("admin.key"));
        String key = KeyText.make(KeyMode.LIVE);
        Files.writeString(file.path(), key);
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r--r--"));

        // When
        Optional<String> read = file.read();

        // Then
        assertEquals(Optional.of(key), read);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())));
    }

    @Test
    void somethingElseInItsPlaceIsNotOverwritten() throws IOException {
        Path path = Files.writeString(folder.resolve("admin.key"), "my notes");

        IllegalStateException refused = assertThrows(IllegalStateException.class, new AdminKeyFile(path)::read);

        assertTrue(String.valueOf(refused.getMessage()).contains("holds no API key"));
        assertEquals("my notes", Files.readString(path));
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        IllegalStateException refused = assertThrows(
                IllegalStateException.class,
                () -> new AdminKeyFile(file.resolve("admin.key")).write(KeyText.make(KeyMode.LIVE)));

        assertTrue(String.valueOf(refused.getMessage()).startsWith("headrace.admin.key-file: cannot write " + file));
    }

    @Test
    void noFileIsNoKey() {
        assertEquals(Optional.empty(), new AdminKeyFile(folder.resolve("admin.key")).read());
    }
}
