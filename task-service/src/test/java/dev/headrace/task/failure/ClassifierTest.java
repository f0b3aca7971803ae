package dev.headrace.task.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {
    private final Classifier classifier = Classifier.shipped();

    private Classification of(@Nullable String type, @Nullable String message) {
        return classifier.classify(new Failure(type, message, null, null), Context.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "400, PERMANENT_INVALID_INPUT",
        "401, PERMANENT_AUTHENTICATION",
        "402, BUSINESS_LOGIC_VIOLATION",
        "403, CONFIGURATION_PERMISSIONS",
        "404, PERMANENT_NOT_FOUND",
        "408, TRANSIENT_NETWORK",
        "422, PERMANENT_INVALID_INPUT",
        "429, TRANSIENT_RATE_LIMIT",
        "500, EXTERNAL_API_ERROR",
        "503, EXTERNAL_SERVICE_UNAVAILABLE"
    })
    void aStatusAloneTellsTheType(int status, FailureType type) {
        assertEquals(
                type,
                classifier
                        .classify(new Failure(null, null, null, status), Context.NONE)
                        .type());
    }

    @Test
    void theRuleThatDecidedIsNamed() {
        assertEquals(
                "name:ConnectException",
                of("java.net.ConnectException", "Connection refused").rule());
        assertEquals(
                "http:503",
                classifier
                        .classify(new Failure(null, null, null, 503), Context.NONE)
                        .rule());
        assertEquals(
                "grpc:NOT_FOUND",
                of(null, "rpc error: code = NotFound desc = x").rule());
        assertEquals(
                "message:disk-full",
                of("OSError", "[Errno 28] No space left on device").rule());
        assertEquals(Classifier.NO_RULE, of("Oops", "kaput").rule());
        assertEquals(0, of("Oops", "kaput").confidence());
    }

    @Test
    void aRuleMayKnowABetterRemedyThanItsType() {
        assertEquals(
                Remediation.UPDATE_DEPENDENCIES,
                of("ModuleNotFoundError", "No module named 'x'").remediation());
        assertEquals(
                Remediation.FIX_CONFIGURATION, of("KeyError", "'DATABASE_URL'").remediation());
    }

    @Test
    void whatAStackWrapsIsLookedAtWhereTheRestSaysNothing() {
        String stack = "com.acme.JobFailed: step 3\n\tat com.acme.Job.run(Job.java:12)\n"
                + "Caused by: java.net.SocketTimeoutException: Read timed out\n\tat java.base/x";
        Classification found =
                classifier.classify(new Failure("com.acme.JobFailed", "step 3", stack, null), Context.NONE);
        assertEquals(FailureType.TRANSIENT_NETWORK, found.type());
    }

    @Test
    void circumstancesChangeWhatIsAdvised() {
        // Given
        Failure refused = new Failure("java.net.ConnectException", "Connection refused", null, null);
        Failure odd = new Failure("Oops", "kaput", null, null);
        Context many = new Context(1, 0, Map.of(FailureType.TRANSIENT_NETWORK, 50));

        // Then
        assertEquals(
                FailureType.TRANSIENT_NETWORK,
                classifier.classify(refused, Context.NONE).type());
        Classification outage = classifier.classify(refused, many);
        assertEquals(FailureType.EXTERNAL_SERVICE_UNAVAILABLE, outage.type());
        assertEquals(AlertLevel.HIGH, outage.alert());
        assertEquals("name:ConnectException+many-at-once", outage.rule());
        assertEquals(
                Remediation.RETRY_WITH_BACKOFF,
                classifier.classify(odd, new Context(1, 1, Map.of())).remediation());
        assertEquals(
                Remediation.ESCALATE_TO_ADMIN,
                classifier.classify(odd, new Context(3, 0, Map.of())).remediation());
    }

    @Test
    void operatorsRulesAreAskedFirstInTheirOrder() {
        // Given
        OperatorRule byName = rule("by-name", "ConnectException", null, FailureType.SYSTEM_CPU_OVERLOAD);
        OperatorRule byText = rule("by-text", null, "refused", FailureType.BUSINESS_LOGIC_VIOLATION);
        Failure failure = new Failure("java.net.ConnectException", "Connection REFUSED", null, null);

        // Then
        assertEquals(
                "operator:by-name",
                classifier
                        .classify(failure, Context.NONE, "t", List.of(byName, byText))
                        .rule());
        assertEquals(
                FailureType.BUSINESS_LOGIC_VIOLATION,
                classifier
                        .classify(failure, Context.NONE, "t", List.of(byText, byName))
                        .type());
        assertEquals(
                FailureType.UNKNOWN,
                classifier
                        .classify(new Failure("Oops", "kaput", null, null), Context.NONE, "t", List.of(byName, byText))
                        .type());
    }

    /** Takes minutes in an engine that tries all ways; the bound is there for a slow machine. */
    @Test
    void aHostilePatternMeetsAHostileTextInLinearTime() {
        List<String> hostile = List.of("(a+)+$", "(a|aa)+$", "(.*a){20}", "([a-zA-Z]+)*!", "(x+x+)+y", "(a?){50}a{50}");
        String text = "a".repeat(4_000) + "b";
        for (String expression : hostile) {
            OperatorRule rule = rule("hostile", null, expression, FailureType.UNKNOWN);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(5),
                    () -> classifier.classify(new Failure("E", text, null, null), Context.NONE, "t", List.of(rule)),
                    expression);
        }
    }

    @Test
    void expressionsThatAreTooLargeOrNoneAreRefused() {
        for (String bad : List.of("(", "a{1001}", "((a{99}){99}){9}", "(?=x)", "x".repeat(501))) {
            assertThrows(IllegalArgumentException.class, () -> OperatorRule.pattern(bad), bad);
        }
        // What RE2 has no equal of is refused too: it is what makes matching slow.
        assertThrows(IllegalArgumentException.class, () -> OperatorRule.pattern("(a)\\1"));
    }

    @Test
    void aGlanceLooksAtTheNameAndTheStatusOnly() {
        Failure failure = new Failure("java.net.ConnectException", "No space left on device", null, null);
        assertEquals(
                FailureType.SYSTEM_DISK_FULL,
                classifier.classify(failure, Context.NONE).type());
        Classification brief = classifier.classifyBriefly(failure);
        assertEquals(FailureType.TRANSIENT_NETWORK, brief.type());
        assertEquals("name:ConnectException+briefly", brief.rule());
    }

    @Property(tries = 300)
    void anythingIsClassified(@ForAll String type, @ForAll String message, @ForAll String stack, @ForAll int status) {
        Classification found = classifier.classify(new Failure(type, message, stack, status), Context.NONE);
        assertTrue(found.confidence() >= 0 && found.confidence() <= 1);
        assertEquals(
                16,
                FailureFingerprint.of(new Failure(type, message, stack, status)).length());
    }

    private static OperatorRule rule(String id, @Nullable String name, @Nullable String expression, FailureType type) {
        var pattern = expression == null ? null : OperatorRule.pattern(expression);
        return new OperatorRule(id, name, pattern, null, null, type, 1, null, null);
    }
}
