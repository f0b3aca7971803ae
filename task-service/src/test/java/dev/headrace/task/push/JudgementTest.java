package dev.headrace.task.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.headrace.platform.egress.Fault;
import dev.headrace.platform.egress.Reply;
import dev.headrace.task.lease.LeasedTask;
import dev.headrace.task.outcome.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgementTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final LeasedTask TASK = new LeasedTask(
            new UUID(0, 1), null, 7, 1, 5, "mail", "default", "NORMAL", "{}", NOW, NOW, null, null, "{}");

    private final Judgement judgement = new Judgement(Duration.ofSeconds(3), Duration.ofHours(1));

    static Reply reply(int status, Map<String, String> headers, String body) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap();
        all.addAll(headers);
        return new Reply(status, null, all, Buffer.buffer(body), true, NOW, Duration.ZERO);
    }

    private Outcome.Fault error(int status, Map<String, String> headers) {
        return Objects.requireNonNull(
                judgement.of(TASK, reply(status, headers, "no")).error());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void twoHundredsAreSuccess(int status) {
        Outcome outcome = judgement.of(TASK, reply(status, Map.of(), "{\"a\":1}"));
        assertEquals(Outcome.Result.SUCCEEDED, outcome.result());
        assertEquals(TASK.id(), outcome.taskId());
        assertEquals(TASK.lease(), outcome.lease());
        assertNotNull(outcome.output());
    }

    @ParameterizedTest
    @CsvSource({
        "400,false",
        "401,false",
        "403,false",
        "404,false",
        "409,false",
        "410,false",
        "422,false",
        "408,true",
        "425,true",
        "429,true",
        "500,true",
        "502,true",
        "503,true",
        "504,true",
        "599,true"
    })
    void whatMayPassIsTriedAgain(int status, boolean again) {
        Outcome.Fault error = error(status, Map.of());
        assertEquals("Http" + status, error.type());
        assertEquals(again, error.retryable());
        assertEquals("no", error.stack());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsRefusedByName(int status) {
        Outcome.Fault error = error(status, Map.of("location", "https://elsewhere.example/"));
        assertEquals("RedirectRefused", error.type());
        assertEquals(false, error.retryable());
        assertEquals(
                "The target answered " + status + " to https://elsewhere.example/; redirects are not followed",
                error.message());
    }

    @ParameterizedTest
    @CsvSource({
        "ADDRESS_REFUSED,AddressRefused,false",
        "NAME_NOT_RESOLVED,NameNotResolved,true",
        "CONNECT_FAILED,ConnectFailed,true",
        "TLS_FAILED,TlsFailed,true",
        "CONNECTION_LOST,ConnectionLost,true",
        "TIMEOUT,TimeoutError,true"
    })
    void withoutAnAnswerTheFaultSaysWhether(Fault fault, String type, boolean again) {
        Reply none =
                new Reply(null, fault, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), true, NOW, Duration.ZERO);
        Outcome.Fault error = Objects.requireNonNull(judgement.of(TASK, none).error());
        assertEquals(type, error.type());
        assertEquals(again, error.retryable());
        assertNull(error.retryAfterMs());
    }

    @Test
    void retryAfterIsTheNextDelayInSecondsOrAsADate() {
        assertEquals(120_000L, error(429, Map.of("retry-after", "120")).retryAfterMs());
        assertEquals(
                30_000L,
                error(503, Map.of("retry-after", "Sun, 22 Nov 2026 10:00:30 GMT"))
                        .retryAfterMs());
    }

    @Test
    void retryAfterIsCappedAndCountsOnlyWhereItBelongs() {
        assertEquals(3_600_000L, error(503, Map.of("retry-after", "999999")).retryAfterMs());
        assertNull(error(500, Map.of("retry-after", "120")).retryAfterMs());
        assertNull(error(429, Map.of()).retryAfterMs());
        assertNull(error(429, Map.of("retry-after", "soon")).retryAfterMs());
        assertNull(error(429, Map.of("retry-after", "0")).retryAfterMs());
    }
}
