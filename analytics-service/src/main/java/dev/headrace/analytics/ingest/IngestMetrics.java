package dev.headrace.analytics.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What became of records, since this process started. The database keeps the same sums for ever. */
@Singleton
final class IngestMetrics {
    private final MeterRegistry registry;
    private final Counter failures;

    IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.failures = Counter.builder("headrace.analytics.batch.failures")
                .description("Batches that were not written and tried again")
                .register(registry);
    }

    void counted(Plan.Step step) {
        records("counted", step.tally().counted());
        records("duplicate", step.tally().duplicates());
        records("unknown", step.tally().unknown());
        records("poison", step.tally().poison());
        records("missing", step.missing());
    }

    void failed() {
        failures.increment();
    }

    private void records(String result, long amount) {
        Counter.builder("headrace.analytics.records")
                .description("Records of the task topic by what became of them")
                .tag("result", result)
                .register(registry)
                .increment((double) amount);
    }
}
