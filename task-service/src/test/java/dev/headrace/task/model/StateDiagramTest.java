package dev.headrace.task.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guide's diagram is the transition table, line by line. */
class StateDiagramTest {
    private static final Path GUIDE = Path.of("..", "docs", "guides", "tasks.md");

    @Test
    void theGuideShowsTheTable() throws IOException {
        // Given
        String diagram = Transition.TABLE.stream().map(StateDiagramTest::line).collect(Collectors.joining("\n"));

        // When
        String guide = Files.readString(GUIDE);

        // Then
        assertTrue(
                guide.contains("stateDiagram-v2\n" + diagram + "\n```"),
                () -> "docs/guides/tasks.md must have between its states marks:\n" + diagram);
    }

    private static String line(Transition t) {
        String from = t.from().map(TaskState::name).orElse("[*]");
        String cause = t.cause().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return "    " + from + " --> " + t.to() + " : " + cause;
    }
}
