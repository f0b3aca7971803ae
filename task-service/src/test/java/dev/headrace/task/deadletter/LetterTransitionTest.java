package dev.headrace.task.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.deadletter.LetterTransition.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LetterTransitionTest {
    private static final Path GUIDE = Path.of("..", "docs", "guides", "dead-letters.md");

    /** Lives of dead letters, told as causes. Together they visit the whole table. */
    private static final List<List<Cause>> LIVES = List.of(
            List.of(Cause.DIE, Cause.RETRY, Cause.SUCCEED, Cause.RERUN, Cause.DIE, Cause.RESOLVE),
            List.of(Cause.DIE, Cause.RETRY, Cause.CANCEL, Cause.RETRY),
            List.of(Cause.DIE, Cause.ABANDON, Cause.RESOLVE));

    @Test
    void everyTransitionIsVisitedAndNoOtherIsPossible() {
        // Given
        Set<LetterTransition> visited = new HashSet<>();

        // When
        for (List<Cause> life : LIVES) {
            Optional<LetterStatus> status = Optional.empty();
            for (Cause cause : life) {
                LetterStatus next = status.isEmpty()
                        ? LetterStatus.PENDING
                        : LetterTransition.next(status.get(), cause).orElseThrow();
                visited.add(new LetterTransition(status, cause, next));
                status = Optional.of(next);
            }
        }

        // Then
        assertEquals(Set.copyOf(LetterTransition.TABLE), visited);
    }

    @Test
    void whileItsTaskRunsNobodyDecides() {
        for (Cause cause : List.of(Cause.RETRY, Cause.RESOLVE, Cause.ABANDON)) {
            assertEquals(Optional.empty(), LetterTransition.next(LetterStatus.RETRYING, cause));
        }
    }

    @Test
    void theGuideShowsTheTable() throws IOException {
        // Given
        String diagram =
                LetterTransition.TABLE.stream().map(LetterTransitionTest::line).collect(Collectors.joining("\n"));

        // When
        String guide = Files.readString(GUIDE);

        // Then
        assertTrue(
                guide.contains("stateDiagram-v2\n" + diagram + "\n```"),
                () -> "docs/guides/dead-letters.md must have:\n" + diagram);
    }

    private static String line(LetterTransition t) {
        String from = t.from().map(LetterStatus::name).orElse("[*]");
        return "    " + from + " --> " + t.to() + " : " + t.cause().name().toLowerCase(Locale.ROOT);
    }
}
