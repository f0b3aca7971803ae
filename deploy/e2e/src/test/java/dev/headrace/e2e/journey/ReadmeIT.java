package dev.headrace.e2e.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.e2e.suite.SharedSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's walk-through, executed as it stands: its bash blocks in one shell that stops at the first error. */
class ReadmeIT {
    private static final Path README = Path.of("..", "..", "README.md");
    private static final Pattern BLOCK = Pattern.compile("```bash\\R(.*?)```", Pattern.DOTALL);

    private final SharedSuite suite = SharedSuite.get();

    @TempDir
    private Path home;

    @Test
    void theWalkThroughWorks() throws Exception {
        // Given
        String script = BLOCK.matcher(Files.readString(README))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n"));
        assertTrue(script.contains("/api/v1/tasks"), "no walk-through in the README");
        Path file = Files.writeString(home.resolve("walk-through.sh"), "set -euo pipefail\n" + script);
        Path said = home.resolve("said");
        ProcessBuilder builder = new ProcessBuilder("bash", file.toString())
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("HEADRACE_URL", suite.parts().gatewayUrl());
        builder.environment().put("ADMIN_KEY_FILE", suite.parts().adminKeyFile().toString());

        // When
        Process bash = builder.start();
        boolean ended = bash.waitFor(60, TimeUnit.SECONDS);
        bash.destroyForcibly();

        // Then
        String output = Files.readString(said);
        assertTrue(ended, "takes too long: " + output);
        assertEquals(0, bash.exitValue(), output);
    }
}
