package dev.headrace.platform.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AccessFileTest {
    @TempDir
    private Path folder;

    @Test
    void everyLineIsThereWhenItIsClosedAndAfterWhatWasThereBefore() throws IOException {
        // Given
        Path log = Files.writeString(folder.resolve("access.log"), "before\n");

        // When
        try (AccessFile file = AccessFile.open(log.toString())) {
            IntStream.range(0, 10_000).parallel().forEach(i -> file.add("line\n".getBytes(UTF_8)));
            assertEquals(0, file.dropped());
        }

        // Then
        assertEquals("before\n" + "line\n".repeat(10_000), Files.readString(log));
    }

    @Test
    void aLineThatThereIsNoRoomForIsCounted() {
        try (AccessFile file = AccessFile.open(folder.resolve("access.log").toString())) {
            file.add(new byte[5 << 20]);

            assertEquals(1, file.dropped());
        }
    }

    @Test
    void aFileThatCannotBeWrittenEndsTheStart() {
        String nowhere = folder.resolve("no/such/folder/access.log").toString();

        UncheckedIOException refused = assertThrows(UncheckedIOException.class, () -> AccessFile.open(nowhere));

        assertTrue(String.valueOf(refused.getMessage()).contains("headrace.observe.access-log"));
    }
}
