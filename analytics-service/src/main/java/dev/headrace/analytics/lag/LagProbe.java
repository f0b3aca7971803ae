package dev.headrace.analytics.lag;

import dev.headrace.analytics.ingest.CursorStore;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.event.Topics;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Compares the end of the log with the stored cursors, for all replicas together. */
@Singleton
public final class LagProbe {
    private static final int TIMEOUT_MS = 5_000;

    private final CursorStore cursors;
    private final Admin admin;

    LagProbe(
            CursorStore cursors,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String kafka) {
        this.cursors = cursors;
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS));
    }

    /**
     * The log's end is read before the cursors: a lag of 0 is never too early.
     *
     * @return fails with UNAVAILABLE if Kafka does not answer within 5 s
     */
    public Uni<Lag> measure() {
        return ends().onFailure()
                .transform(e -> new ApiException(ErrorCode.UNAVAILABLE, "Kafka does not tell where the log ends"))
                .chain(ends -> cursors.offsets(Topics.TASKS).map(offsets -> partitions(ends, offsets)))
                .chain(partitions -> cursors.totals(Topics.TASKS).map(totals -> lag(partitions, totals)));
    }

    private Uni<Map<TopicPartition, ListOffsetsResultInfo>> ends() {
        return Uni.createFrom()
                .completionStage(() -> admin.describeTopics(List.of(Topics.TASKS))
                        .allTopicNames()
                        .toCompletionStage())
                .map(topics -> topics.values().stream()
                        .mapToInt(topic -> topic.partitions().size())
                        .sum())
                .map(LagProbe::latest)
                .chain(specs -> Uni.createFrom()
                        .completionStage(() -> admin.listOffsets(specs).all().toCompletionStage()));
    }

    private static Map<TopicPartition, OffsetSpec> latest(int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(Topics.TASKS, number))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    }

    private static List<Lag.Partition> partitions(
            Map<TopicPartition, ListOffsetsResultInfo> ends, Map<Integer, Long> offsets) {
        return ends.entrySet().stream()
                .map(end -> partition(
                        end.getKey().partition(),
                        offsets.getOrDefault(end.getKey().partition(), 0L),
                        end.getValue().offset()))
                .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                .toList();
    }

    private static Lag.Partition partition(int number, long next, long end) {
        return new Lag.Partition(number, next, end, Math.max(0, end - next));
    }

    private static Lag lag(List<Lag.Partition> partitions, CursorStore.Totals totals) {
        long records = partitions.stream().mapToLong(Lag.Partition::lag).sum();
        return new Lag(Topics.TASKS, records, partitions, totals);
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
