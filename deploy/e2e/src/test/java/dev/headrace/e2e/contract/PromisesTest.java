package dev.headrace.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromisesTest {
    private static final String OLD = """
            {"paths":{"/t":{
              "get":{"x-headrace-roles":["user"],"x-headrace-scope":"t:read",
                "parameters":[{"name":"limit","in":"query","schema":{"type":"integer","format":"int32"}}],
                "responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/View"}}}},
                             "404":{"$ref":"#/components/responses/Gone"}}},
              "post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object","required":["type"],
                  "properties":{"type":{"type":"string"},"mode":{"enum":["A","B"]}}}}}},
                "responses":{"202":{"description":"ok"}}}}},
             "components":{"responses":{"Gone":{"description":"no"}},"schemas":{"View":{"type":"object","properties":{
               "id":{"type":"string"},"inner":{"type":"array","items":{"$ref":"#/components/schemas/View"}}}}}}}""";

    @Test
    void aDocumentBreaksNothingOfItsOwn() throws JsonProcessingException {
        assertEquals(List.of(), promises(OLD).brokenBy(promises(OLD)));
        assertEquals(List.of(), promises(OLD).addedBy(promises(OLD)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"/t\":{|\"/u\":{|GET /t is gone",
                "\"name\":\"limit\"|\"name\":\"most\"|GET /t: parameter query limit is gone",
                "\"id\":{\"type\":\"string\"}|\"id\":{\"type\":\"integer\"}|GET /t: answer 200 as application/json.id was string and is integer",
                "\"id\":{\"type\":\"string\"},|``|GET /t: answer 200 as application/json.id is gone",
                "[\"A\",\"B\"]|[\"A\"]|POST /t: request as application/json.mode may be B is gone",
                "[\"type\"]|[\"type\",\"mode\"]|POST /t: request as application/json.mode has to be there, which is new",
                "\"202\"|\"201\"|POST /t: answer 202 is gone",
                "\"404\"|\"410\"|GET /t: answer 404 is gone",
                "[\"user\"]|[\"operator\"]|GET /t: is open to the role user is gone",
                "t:read|t:all|GET /t: needs the scope t:all, which is new",
                "\"in\":\"query\"|\"in\":\"query\",\"required\":true|GET /t: parameter query limit has to be there, which is new",
            })
    void whatBreaksIsTold(String before, String after, String told) throws JsonProcessingException {
        List<String> broken = promises(OLD).brokenBy(promises(OLD.replace(before, after)));

        assertEquals(told, broken.stream().filter(told::equals).findFirst().orElse(broken.toString()));
    }

    @Test
    void whatIsMoreBreaksNothing() throws JsonProcessingException {
        Promises now = promises(OLD.replace("[\"A\",\"B\"]", "[\"A\",\"B\",\"C\"]")
                .replace("\"id\":{\"type\":\"string\"}", "\"id\":{\"type\":\"string\"},\"at\":{\"type\":\"string\"}")
                .replace("\"required\":[\"type\"],", ""));

        assertEquals(List.of(), promises(OLD).brokenBy(now));
        assertEquals(
                List.of(
                        "GET /t: answer 200 as application/json.at",
                        "POST /t: request as application/json.mode may be C"),
                promises(OLD).addedBy(now));
    }

    private static Promises promises(String document) throws JsonProcessingException {
        return Promises.of(new ObjectMapper().readTree(document));
    }
}
