package dev.headrace.analytics.ingest;

import dev.headrace.platform.event.TopicReader;
import dev.headrace.platform.event.TopicReaders;
import dev.headrace.platform.event.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Reads the task topic while the service runs, and gives each batch to {@link Ingest}. */
@Singleton
final class TaskEventConsumer {
    private final TopicReader reader;

    TaskEventConsumer(TopicReaders readers, Ingest ingest, IngestConfig config) {
        this.reader = readers.reader(
                new TopicReader.Source(
                        Topics.TASKS,
                        "headrace-analytics",
                        config.batchBytes(),
                        config.batchWait(),
                        config.batchRecords()),
                ingest);
    }

    void start(@Observes StartupEvent event) {
        reader.start();
    }

    void stop(@Observes ShutdownEvent event) {
        reader.stop();
    }
}
