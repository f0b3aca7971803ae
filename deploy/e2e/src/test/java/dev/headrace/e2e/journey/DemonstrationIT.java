package dev.headrace.e2e.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.local.demo.Demonstration;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code make run} shows when everything has started. */
class DemonstrationIT {

    @Test
    void tasksAnalyticsAndWebhooksAgree() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        boolean good = new Demonstration(
                        SharedSuite.get().parts(), Path.of("..", ".."), new PrintStream(said, true, UTF_8))
                .show();

        String text = said.toString(UTF_8);
        assertTrue(good, text);
        assertTrue(text.contains("every signature verified"), text);
    }
}
