package dev.headrace.task.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyHeaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "order-1           | order-1",
                "\"order-1\"       | order-1",
                "\"a \\\"b\\\" \\\\ c\" | a \"b\" \\ c",
                "8e03978e-40d5-43dd-bc93-6894a57f9324 | 8e03978e-40d5-43dd-bc93-6894a57f9324",
                "a b               | a b",
            })
    void quotedAndBareAreUnderstood(String header, String key) {
        assertEquals(key, KeyHeader.read(List.of(header)));
    }

    @Test
    void withoutAHeaderThereIsNoKey() {
        assertNull(KeyHeader.read(List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "##             | EMPTY             | leave it away",
                "\"\"           | EMPTY             | leave it away",
                "\"a            | INVALID_QUOTING   | no closing quote",
                "\"             | INVALID_QUOTING   | no closing quote",
                "\"a\\          | INVALID_QUOTING   | write \\\\",
                "\"a\\n\"       | INVALID_QUOTING   | write \\\\",
                "\"a\"b         | INVALID_QUOTING   | send only \"key\"",
                "\"a\";x=1      | INVALID_QUOTING   | send only \"key\"",
                "a\"b           | INVALID_QUOTING   | leave it away",
                "schlüssel      | INVALID_CHARACTER | idempotency_key",
            })
    void whatIsWrongIsNamedWithItsRemedy(String header, String code, String remedy) {
        FieldError error = refused(List.of(header));
        assertEquals(KeyHeader.NAME, error.field());
        assertEquals(code, error.code());
        assertTrue(error.message().contains(remedy), error.message());
    }

    @Test
    void controlCharactersAndASecondHeaderAreRefused() {
        assertEquals("INVALID_CHARACTER", refused(List.of("a\tb")).code());
        assertEquals("TOO_MANY", refused(List.of("a", "a")).code());
    }

    private static FieldError refused(List<String> values) {
        return assertThrows(ApiException.class, () -> KeyHeader.read(values))
                .errors()
                .getFirst();
    }
}
