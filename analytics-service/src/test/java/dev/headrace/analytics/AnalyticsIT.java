package dev.headrace.analytics;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.headrace.analytics.ingest.TaskRecords;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.Topics;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.IdentitySigner;
import dev.headrace.platform.identity.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** From records in Kafka to answers over HTTP. */
@QuarkusTest
@AnalyticsEngines
class AnalyticsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @ConfigProperty(name = "headrace.identity.private-key-file")
    Path privateKey;

    private final String tenant = "t-" + UUID.randomUUID();

    @Test
    void countsAreExactAlthoughEventsComeTwiceAndPoisonIsBetweenThem() throws Exception {
        // Given
        List<CloudEvent> events = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            events.add(TaskRecords.submitted(tenant, "mail"));
            events.add(TaskRecords.started(tenant, "mail", i));
            events.add(TaskRecords.succeeded(tenant, "mail", i, 10L * i));
        }
        long poisonBefore = lag("data.processed.poison");

        // When
        publish(events);
        publishGarbage();
        publish(events.subList(300, 600));
        publish(List.of(TaskRecords.submitted(tenant, "print")));
        awaitCounted();

        // Then
        usage(as(tenant, Role.USER), "day")
                .body("data.totals.counts.submitted", equalTo(201))
                .body("data.totals.counts.started", equalTo(200))
                .body("data.totals.counts.succeeded", equalTo(200))
                .body("data.totals.counts.dead", equalTo(0))
                .body("data.series.size()", equalTo(2))
                .body("data.series.type", hasItems("mail", "print"))
                .body("data.series[0].start", equalTo("2026-11-22T00:00:00.000Z"))
                .body("data.series[0].wait_ms.min", equalTo(1))
                .body("data.series[0].wait_ms.max", equalTo(200))
                .body("data.series[0].wait_ms.avg", equalTo(100.5f))
                .body("data.series[0].wait_ms.p50", greaterThanOrEqualTo(92))
                .body("data.series[0].run_ms.p99", greaterThanOrEqualTo(1970))
                .body("data.series[0].run_ms.count", equalTo(200))
                .body("data.series[1].wait_ms", equalTo(null));
        assertEquals(poisonBefore + 1, lag("data.processed.poison"));
    }

    @Test
    void theSameCountsInEveryInterval() throws Exception {
        // Given
        publish(List.of(TaskRecords.submitted(tenant, "mail"), TaskRecords.submitted(tenant, "mail")));

        // When
        awaitCounted();

        // Then
        for (String interval : List.of("minute", "hour", "day", "total")) {
            usage(as(tenant, Role.USER), interval)
                    .body("data.interval", equalTo(interval))
                    .body("data.totals.counts.submitted", equalTo(2));
        }
    }

    @Test
    void theStoredOffsetWinsOverTheCommittedOne() throws Exception {
        // Given: somebody takes partitions over and commits that all is read, which is not true
        publish(List.of(TaskRecords.submitted(tenant, "mail")));
        awaitCounted();
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "headrace-analytics");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        List<CloudEvent> more = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            more.add(TaskRecords.submitted(tenant, "mail"));
        }
        try (var thief = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            thief.subscribe(List.of(Topics.TASKS));
            await().atMost(PATIENCE).until(() -> {
                thief.poll(Duration.ofMillis(100));
                return !thief.assignment().isEmpty();
            });
            publish(more);
            commitAll(thief);
        }

        // When: the partitions come back
        awaitCounted();

        // Then
        usage(as(tenant, Role.USER), "day").body("data.totals.counts.submitted", equalTo(121));
    }

    @Test
    void toolsThatShowLagSeeTheOffsetsToo() throws Exception {
        // Given
        publish(List.of(TaskRecords.submitted(tenant, "mail")));

        // When
        awaitCounted();

        // Then
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertEquals(lagOfPartitions("next_offset"), committed(admin)));
        }
    }

    @Test
    void aTenantSeesOnlyItselfUnlessAnAdminAsks() throws Exception {
        // Given
        publish(List.of(TaskRecords.submitted(tenant, "mail")));
        awaitCounted();

        // When, then
        usage(as("other-" + tenant, Role.OPERATOR), "day").body("data.totals.counts.submitted", equalTo(0));
        as("other-" + tenant, Role.OPERATOR)
                .get("/api/v1/analytics/usage?tenant=" + tenant)
                .then()
                .statusCode(403)
                .body("error.code", equalTo("FORBIDDEN"));
        usage(as("other-" + tenant, Role.ADMIN).queryParam("tenant", tenant), "day")
                .body("data.tenant", equalTo(tenant))
                .body("data.totals.counts.submitted", equalTo(1));
    }

    @Test
    void aBadQuestionNamesItsFields() {
        as(tenant, Role.USER)
                .get("/api/v1/analytics/usage?from=yesterday&interval=week")
                .then()
                .statusCode(422)
                .body("status", equalTo("error"))
                .body("error.code", equalTo("VALIDATION_FAILED"))
                .body("error.errors.field", hasItems("from", "interval"));
    }

    @Test
    void withoutAnIdentityThereIsNoAnswer() {
        given().get("/api/v1/analytics/usage").then().statusCode(401).body("error.code", equalTo("UNAUTHENTICATED"));
        as(tenant, Role.USER).get("/api/v1/analytics/lag").then().statusCode(403);
    }

    @Test
    void bothOperationsAreDescribed() {
        given().get("/q/openapi?format=JSON")
                .then()
                .statusCode(200)
                .body("paths.'/api/v1/analytics/usage'.get.operationId", equalTo("getUsage"))
                .body("paths.'/api/v1/analytics/usage'.get.parameters.in", everyItem(equalTo("query")))
                .body("paths.'/api/v1/analytics/lag'.get.operationId", equalTo("getAnalyticsLag"))
                .body("components.schemas.Point.properties", hasKey("wait_ms"));
    }

    private static void commitAll(KafkaConsumer<byte[], byte[]> consumer) {
        Collection<TopicPartition> own = consumer.assignment();
        assertFalse(own.isEmpty());
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        consumer.endOffsets(own).forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
        consumer.commitSync(ends);
    }

    private static io.restassured.response.ValidatableResponse usage(RequestSpecification caller, String interval) {
        return caller.queryParam("from", "2026-11-22T12:00:00Z")
                .queryParam("to", "2026-11-22T12:10:00Z")
                .queryParam("interval", interval)
                .get("/api/v1/analytics/usage")
                .then()
                .statusCode(200)
                .body("status", equalTo("success"));
    }

    /** Everything that was published before is counted when the lag is zero. */
    private void awaitCounted() {
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(0, lag("data.records")));
    }

    private static long committed(Admin admin) throws Exception {
        return admin
                .listConsumerGroupOffsets("headrace-analytics")
                .partitionsToOffsetAndMetadata()
                .get()
                .values()
                .stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private long lagOfPartitions(String figure) {
        return lag("data.partitions." + figure + ".sum()");
    }

    private long lag(String figure) {
        Number value = as(tenant, Role.ADMIN)
                .get("/api/v1/analytics/lag")
                .then()
                .statusCode(200)
                .extract()
                .path(figure);
        return value.longValue();
    }

    private RequestSpecification as(String of, Role role) {
        Identity identity = new Identity(of, "ann", Set.of(role), "free", Set.of());
        IdentitySigner signer = IdentitySigner.reading(privateKey);
        return given().header(Caller.HEADER, signer.sign(identity, "analytics-service", Duration.ofSeconds(60)));
    }

    private void publish(List<CloudEvent> events) throws Exception {
        send(events.stream().map(event -> event.toRecord(Topics.TASKS)).toList());
    }

    private void publishGarbage() throws Exception {
        send(List.of(new ProducerRecord<>(Topics.TASKS, "nobody", new byte[] {1, 2, 3})));
    }

    private void send(List<ProducerRecord<String, byte[]>> records) throws Exception {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(producer.send(record)));
            for (Future<?> one : sent) {
                one.get();
            }
        }
    }
}
