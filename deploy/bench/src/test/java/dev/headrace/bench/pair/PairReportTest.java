package dev.headrace.bench.pair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.bench.probe.Use;
import dev.headrace.bench.report.Machine;
import dev.headrace.bench.shape.Sample;
import dev.headrace.bench.shape.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairReportTest {
    private static final Machine MACHINE = new Machine(2, "model", 1_024, "system", "jvm");

    @Test
    void the_ratio_is_the_median_of_the_ratios_of_each_round() {
        // Given a machine that halves its speed from round to round, and a suite that is always a tenth slower
        List<Sample> theirs = List.of(sample(4_000, 100), sample(2_000, 200), sample(1_000, 400));
        List<Sample> ours = List.of(sample(3_600, 150), sample(1_800, 300), sample(900, 600));

        // When it is reported
        String text = new PairReport(ours, theirs).markdown("2026-11-22", "abc", MACHINE);

        // Then the spread of the rates is wide, and that of the ratios is not
        for (String part : List.of("1,800 (900–3,600)", "0.90 (0.90–0.90)", "1.50 (1.50–1.50)", "Median of 3 rounds")) {
            assertTrue(text.contains(part), () -> part + " is not in " + text);
        }
    }

    @Test
    void the_other_suite_is_named_by_address_and_data_folder() {
        Beside beside = Beside.parse("http://127.0.0.1:8081,/tmp/other");

        assertEquals("http://127.0.0.1:8081", beside.url());
        assertEquals(Path.of("/tmp/other"), beside.data());
        assertThrows(IllegalArgumentException.class, () -> Beside.parse("http://127.0.0.1:8081"));
    }

    private static Sample sample(double rate, long taskServiceMs) {
        Use use = new Use(Map.of("task-service", taskServiceMs), Map.of(), 0, 0);
        return new Sample(Shape.W1, 1_000, rate, 0, 0, 0, 0, 0, use);
    }
}
