package dev.headrace.webhook.fanout;

import dev.headrace.platform.event.Topics;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Puts records that cannot be read on {@code headrace.tasks.dlq}, bytes and headers unchanged, and says where from. */
@ApplicationScoped
public class DeadLetters {
    private final MutinyEmitter<Record<byte[], byte[]>> emitter;

    public DeadLetters(@Channel("tasks-dlq") MutinyEmitter<Record<byte[], byte[]>> emitter) {
        this.emitter = emitter;
    }

    /** Completes when the broker has them all. */
    Uni<Void> write(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join()
                        .all(records.stream().map(this::write).toList())
                        .andFailFast()
                        .replaceWithVoid();
    }

    private Uni<Void> write(ConsumerRecord<byte[], byte[]> record) {
        return Uni.createFrom()
                .deferred(() -> emitter.sendMessage(Message.of(Record.of(record.key(), record.value()))
                        .addMetadata(OutgoingKafkaRecordMetadata.<byte[]>builder()
                                .withTopic(Topics.deadLetters(record.topic()))
                                .withHeaders(headers(record))
                                .build())));
    }

    private static RecordHeaders headers(ConsumerRecord<byte[], byte[]> record) {
        String origin = record.topic() + '/' + record.partition() + '/' + record.offset();
        RecordHeaders headers = new RecordHeaders(record.headers().toArray());
        headers.add("headrace-dlq-origin", origin.getBytes(StandardCharsets.UTF_8));
        headers.add("headrace-dlq-consumer", "webhook-service".getBytes(StandardCharsets.UTF_8));
        return headers;
    }
}
