package dev.headrace.gateway.limit;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.gateway.route.Route;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTypesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"type":"chart.natal","payload":{"type":"other"}}             | chart.natal
        {"payload":{"type":"other","a":[{"type":"x"}]},"type":"a"}    | a
        { "\\u0074ype" : "ch\\u0061rt.x" }                            | chart.x
        {"type":"a","type":"b"}                                       | b
        {"tags":["type"],"x":"type","y":"{\\"type\\":\\"no\\"}","type":"c"} | c
        {"payload":{"type":"other"}}                                  |
        [{"type":"a"}]                                                |
        {"type":7}                                                    |
        {"tasks":[{"type":"a"}]}                                      |
        {"type":["a"]}                                                |
        """)
    void ofOneTask(String body, String expected) {
        assertEquals(expected == null ? List.of() : List.of(expected), types(Route.Submits.TASK, body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"tasks":[{"type":"a"},{"payload":{"type":"no","tasks":[{"type":"no"}]},"type":"b"},{}]} | a b
        {"type":"no","tasks":[{"type":"a","tags":[{"type":"no"}]}],"other":[{"type":"no"}]}     | a
        {"tasks":{"x":{"type":"no"}}}                                                           |
        {"x":{"tasks":[{"type":"no"}]}}                                                         |
        {"tasks":[[{"type":"no"}]]}                                                             |
        """)
    void ofMany(String body, String expected) {
        assertEquals(expected == null ? List.of() : List.of(expected.split(" ")), types(Route.Submits.TASKS, body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"type":"a","items":[{"payload":[{}]},{"type":"no","items":[{}]},{}]} | 3a
        {"items":[{},{}],"type":"a"}                                          | 2a
        {"\\u0069tems":[{},{}],"type":"a","tasks":[{}]}                       | 2a
        {"items":[{},{}],"items":[{}],"type":"no","type":"a"}                 | 3a
        {"type":"a","items":{"x":{}}}                                         | 0a
        {"type":"a","x":{"items":[{}]},"items":[[{}],"{}",{}]}                | a
        {"items":[{}]}                                                        |
        """)
    void ofABatch(String body, String expected) {
        assertEquals(expected == null ? List.of() : List.of(expected), types(Route.Submits.BATCH, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c1a3", "e081a3", "f08081a3", "c1b4", "ff", "f5808080"})
    void aLetterThatIsWrittenTooLongIsRefused(String hex) {
        byte[] letter = HexFormat.of().parseHex(hex);
        for (String before : List.of("{\"type\":\"", "{\"")) {
            TaskTypes types = new TaskTypes(Route.Submits.TASK, (type, n) -> {});
            types.read(before.getBytes(UTF_8));
            types.read(letter);

            assertNotNull(types.wrong(), hex);
        }
    }

    @Test
    void itMattersNotWhereTheBodyIsDivided() {
        String body = "{\"a\\\\\":\"\\\"}\",\"type\":\"ch\\u0061rt\",\"b\":[1,2,{\"type\":\"x\"}]}";
        byte[] bytes = body.getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<String> found = new ArrayList<>();
            TaskTypes types = new TaskTypes(Route.Submits.TASK, (type, n) -> found.add(type));
            types.read(java.util.Arrays.copyOfRange(bytes, 0, cut));
            types.read(java.util.Arrays.copyOfRange(bytes, cut, bytes.length));
            assertEquals(List.of("chart"), found, "cut at " + cut);
        }
    }

    @Test
    void readsAsTheParserOfTheServiceDoes() throws Exception {
        Random random = new Random(20260101);
        for (int i = 0; i < 20_000; i++) {
            String body = value(random, 4);
            JsonNode tree = JSON.readTree(body);
            JsonNode type = tree.isObject() ? tree.path("type") : JSON.missingNode();
            List<String> expected = type.isTextual() ? List.of(type.asText()) : List.of();
            assertEquals(expected, types(Route.Submits.TASK, body), body);
        }
    }

    @Test
    void readsABatchAsTheParserOfTheServiceDoes() throws Exception {
        Random random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            String body = value(random, 4).replace("\"tasks\"", "\"items\"");
            JsonNode tree = JSON.readTree(body);
            JsonNode type = tree.isObject() ? tree.path("type") : JSON.missingNode();
            long items = 0;
            for (JsonNode item : tree.path("items").isArray() ? tree.path("items") : JSON.createArrayNode()) {
                items += item.isObject() ? 1 : 0;
            }
            String found = items == 1 ? type.asText() : items + type.asText();
            assertEquals(type.isTextual() ? List.of(found) : List.of(), types(Route.Submits.BATCH, body), body);
        }
    }

    /** Random JSON in which almost every name and text is the one that is looked for. */
    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 6)) {
            case 0 -> text(random);
            case 1 -> "1.5e3";
            case 2 -> random.nextBoolean() ? "null" : "true";
            case 3 ->
                "[" + value(random, depth - 1) + (random.nextBoolean() ? "," + value(random, depth - 1) : "") + "]";
            default -> object(random, depth);
        };
    }

    /** Names are not repeated: of a repeated one a tree keeps the last value whatever it is. */
    private static String object(Random random, int depth) {
        StringBuilder fields = new StringBuilder("{");
        String[] names = {"\"type\"", "\"\\u0074ype2\"", "\"tasks\"", "\"a\\\"type\\\\\""};
        for (String name : names) {
            if (random.nextInt(3) > 0) {
                fields.append(fields.length() > 1 ? " ,\n" : "").append(name).append(": ");
                fields.append(value(random, depth - 1));
            }
        }
        return fields.append('}').toString();
    }

    private static String text(Random random) {
        String[] texts = {"type", "chart.x", "\\\"type\\\":", "a\\\\", "}{][", "\\u0041", "\\/"};
        return "\"" + texts[random.nextInt(texts.length)] + "\"";
    }

    @Test
    void whatCouldBeReadInAnotherWayGoesNoFurther() {
        TaskTypes utf16 = new TaskTypes(Route.Submits.TASK, (type, n) -> {});
        utf16.read("{\"type\":\"chart.x\"}".getBytes(UTF_16LE));
        assertNotNull(utf16.wrong());

        TaskTypes deep = new TaskTypes(Route.Submits.TASK, (type, n) -> {});
        deep.read("[".repeat(100_000).getBytes(UTF_8));
        assertNotNull(deep.wrong());

        TaskTypes odd = new TaskTypes(Route.Submits.TASK, (type, n) -> {});
        odd.read("}}]]\"".getBytes(UTF_8));
        assertNull(odd.wrong());
    }

    private static List<String> types(Route.Submits form, String body) {
        List<String> found = new ArrayList<>();
        TaskTypes types = new TaskTypes(form, (type, n) -> found.add(n == 1 ? type : n + type));
        types.read(body.getBytes(UTF_8));
        return found;
    }
}
