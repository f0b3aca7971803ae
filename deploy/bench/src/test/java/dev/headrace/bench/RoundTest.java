package dev.headrace.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.bench.load.Generator;
import dev.headrace.bench.probe.Probe;
import dev.headrace.bench.probe.Processes;
import dev.headrace.bench.report.Figure;
import dev.headrace.bench.report.Machine;
import dev.headrace.bench.report.Report;
import dev.headrace.bench.shape.Child;
import dev.headrace.bench.shape.Round;
import dev.headrace.bench.shape.Sample;
import dev.headrace.bench.shape.Shape;
import dev.headrace.bench.shape.Sizes;
import dev.headrace.bench.work.Worker;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoundTest {

    @Test
    void everyShapeIsMeasuredAndNothingIsLeftOver() throws Exception {
        try (StubGateway gateway = new StubGateway();
                Child generator = Child.start(Generator.class, gateway.url(), "sk_test");
                Child worker = Child.start(Worker.class, gateway.url(), "sk_test")) {
            // Given
            Map<String, Long> processes = Map.of("generator", generator.pid(), "worker", worker.pid());
            Probe probe = new Probe(new Processes(processes), Optional.empty());

            // When
            List<Sample> samples = new Round(generator, worker, probe, Sizes.TINY, "test").run();

            // Then
            assertEquals(
                    Arrays.stream(Shape.values())
                            .filter(shape -> shape != Shape.W3S)
                            .toList(),
                    samples.stream().map(Sample::shape).sorted().toList());
            for (Sample sample : samples) {
                assertEquals(0, sample.refused(), sample.toString());
                assertTrue(sample.rate() > 0 && sample.p50() <= sample.p99(), sample.toString());
                assertTrue(sample.use().memoryKb().getOrDefault("worker", 0L) > 0, sample.toString());
            }
            Sample paced = samples.stream()
                    .filter(s -> s.shape() == Shape.W3)
                    .findFirst()
                    .orElseThrow();
            assertEquals(Sizes.TINY.pacedMs() / 5, paced.tasks());
            String report = new Report(
                            "today",
                            "abc",
                            Machine.here(),
                            Map.of("fsync", "on"),
                            samples,
                            List.of(new Figure("idle", "1 %", "2 %")),
                            0)
                    .markdown();
            assertTrue(report.contains("| W2A submit one by one"), report);
            assertTrue(report.contains("| idle |"), report);
        }
    }
}
