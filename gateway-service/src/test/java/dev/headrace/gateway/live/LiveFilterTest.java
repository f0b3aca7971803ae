package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.event.CloudEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveFilterTest {
    private static final LiveEvent SUCCEEDED = new LiveEvent("t", "o", "task.succeeded", "id-1", "");

    @Test
    void selectsByTypeAndTask() {
        assertTrue(LiveFilter.ALL.wants(SUCCEEDED));
        assertTrue(parse("{'subscribe':{}}").wants(SUCCEEDED));
        assertTrue(
                parse("{'subscribe':{'types':['task.dead','task.succeeded']}}").wants(SUCCEEDED));
        assertTrue(parse("{'subscribe':{'types':['task.*'],'task_id':'id-1'}}").wants(SUCCEEDED));
        assertFalse(parse("{'subscribe':{'types':['task.succ']}}").wants(SUCCEEDED));
        assertFalse(parse("{'subscribe':{'types':['batch.*']}}").wants(SUCCEEDED));
        assertFalse(parse("{'subscribe':{'task_id':'id-2'}}").wants(SUCCEEDED));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            nonsense | MALFORMED_REQUEST
            {} | VALIDATION_FAILED
            {'subscribe':{'kinds':[]}} | VALIDATION_FAILED
            {'subscribe':{'types':'task.*'}} | VALIDATION_FAILED
            """)
    void saysWhatIsWrongWithAMessage(String message, ErrorCode code) {
        assertEquals(
                code, assertThrows(ApiException.class, () -> parse(message)).code());
    }

    @Test
    void anEventGoesOutWithItsDataAsItCame() {
        CloudEvent event = new CloudEvent(
                "e-1",
                "dev.headrace.task.succeeded",
                "/headrace/task-service",
                Instant.parse("2026-11-22T12:00:00.123Z"),
                "id-1",
                "t",
                "{\"run_ms\":5}");

        assertEquals(
                "{\"id\":\"e-1\",\"type\":\"task.succeeded\",\"time\":\"2026-11-22T12:00:00.123Z\","
                        + "\"subject\":\"id-1\",\"data\":{\"run_ms\":5}}",
                LiveEvent.of(event, "o").text());
    }

    private static LiveFilter parse(String message) {
        return LiveFilter.parse(message.replace('\'', '"'));
    }
}
