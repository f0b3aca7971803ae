package dev.headrace.local.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {

    @TempDir
    Path target;

    @Test
    void anotherPackageHasAnotherArchiveAndTheOldOneGoes() throws Exception {
        Path jar = Files.createDirectories(target.resolve("quarkus-app/app")).resolve("service.jar");
        Files.writeString(jar, "one");
        ClassArchive archive = new ClassArchive(target.resolve("quarkus-app"), "task-service");
        String first = archive.options().getLast();
        Path file = Path.of(first.substring(first.indexOf('=') + 1));
        Files.writeString(file, "archive");
        assertEquals(first, archive.options().getLast());
        assertTrue(Files.exists(file));

        Files.writeString(jar, "another");

        assertNotEquals(first, archive.options().getLast());
        assertFalse(Files.exists(file));
    }

    @Test
    void noPackageNoArchive() throws Exception {
        assertEquals(List.of(), new ClassArchive(target.resolve("quarkus-app"), "task-service").options());
    }
}
