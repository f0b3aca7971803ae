package dev.headrace.platform.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.platform.api.Times;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * One event as it travels: CloudEvents 1.0 in Kafka's binary mode (attributes in {@code ce_} headers, data as value).
 *
 * @param id unique; consumers deduplicate by it
 * @param type for example {@code dev.headrace.task.succeeded}
 * @param subject what the event is about; also the record's key, so order is kept for each subject
 * @param tenant extension attribute: whose event it is
 * @param data JSON
 * @see <a href="https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     protocol binding</a>
 */
public record CloudEvent(
        String id, String type, String source, Instant time, String subject, String tenant, String data) {
    private static final byte[] SPEC_VERSION = "1.0".getBytes(UTF_8);
    private static final byte[] JSON = "application/json".getBytes(UTF_8);

    /** The record to send. */
    public ProducerRecord<String, byte[]> toRecord(String topic) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, subject, data.getBytes(UTF_8));
        Headers headers = record.headers();
        headers.add("ce_specversion", SPEC_VERSION);
        headers.add("content-type", JSON);
        headers.add("ce_source", source.getBytes(UTF_8));
        headers.add("ce_subject", subject.getBytes(UTF_8));
        headers.add("ce_id", id.getBytes(UTF_8));
        headers.add("ce_time", Times.text(time).getBytes(UTF_8));
        // Last, since readers look from the end: who decides by these two alone decodes no other name.
        headers.add("ce_tenant", tenant.getBytes(UTF_8));
        headers.add("ce_type", type.getBytes(UTF_8));
        return record;
    }

    /**
     * Reads a record.
     *
     * @throws IllegalArgumentException if a required attribute is missing or the time is not one
     */
    public static CloudEvent of(ConsumerRecord<?, byte[]> record) {
        byte[] data = record.value();
        if (data == null) {
            throw new IllegalArgumentException("the event has no data");
        }
        return new CloudEvent(
                attribute(record, "ce_id"),
                attribute(record, "ce_type"),
                attribute(record, "ce_source"),
                time(attribute(record, "ce_time")),
                attribute(record, "ce_subject"),
                attribute(record, "ce_tenant"),
                new String(data, UTF_8));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException("ce_time is not a time", e);
        }
    }

    private static String attribute(ConsumerRecord<?, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            throw new IllegalArgumentException("the event has no " + name);
        }
        return new String(header.value(), UTF_8);
    }
}
