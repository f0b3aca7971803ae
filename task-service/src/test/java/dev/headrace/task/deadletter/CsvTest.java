package dev.headrace.task.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    @Test
    void valuesAreSeparatedAndQuotedWhereTheyMustBe() {
        assertEquals(
                "1,-2.5,,plain,\"a,b\",\"said \"\"no\"\"\",\"two\r\nlines\",2026-11-22T08:00:00.123Z\r\n",
                Csv.line(Arrays.asList(
                        1,
                        -2.5,
                        null,
                        "plain",
                        "a,b",
                        "said \"no\"",
                        "two\r\nlines",
                        Instant.parse("2026-11-22T08:00:00.123456Z"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+SUM(A1)",
                "-2",
                "@import",
                "\t=1",
                "  =cmd|'/C calc'!A0",
                "|x",
                "%0A",
                "\uFF1D1",
                "\n=1"
            })
    void noTextIsAFormula(String text) {
        String field = Csv.line(List.of(text)).stripTrailing();
        String bare = field.startsWith("\"") ? field.substring(1) : field;
        assertEquals('\'', bare.charAt(0), field);
    }
}
