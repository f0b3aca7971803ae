package dev.headrace.task.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which failures are told apart.
 *
 * @param types what follows from each type
 * @param names by {@link ErrorName}
 * @param status by HTTP status
 * @param grpc by gRPC code, without its underscores
 * @param messages in their order
 * @param circumstances in their order
 */
public record Taxonomy(
        Map<FailureType, Meaning> types,
        Map<String, Rule> names,
        Map<Integer, Rule> status,
        Map<String, Rule> grpc,
        List<MessageRule> messages,
        List<Circumstance> circumstances) {
    /** What follows from a type if no rule says otherwise. */
    public record Meaning(Remediation remedy, AlertLevel alert) {}

    /** From here on nobody further is asked. */
    private static final double CERTAIN = 0.97;
    /** Below this what is wrapped may know better. */
    private static final double DOUBTFUL = 0.8;

    private static final double SECOND_HAND = 0.95;
    /** Expressions look at so many characters: they cost far more than phrases. */
    static final int BEGINNING = 500;

    public Taxonomy {
        types = Map.copyOf(types);
        names = Map.copyOf(names);
        status = Map.copyOf(status);
        grpc = Map.copyOf(grpc);
        messages = List.copyOf(messages);
        circumstances = List.copyOf(circumstances);
    }

    /** The rules that come with Headrace. */
    public static Taxonomy shipped() {
        return RuleFile.shipped();
    }

    /** What follows from a type. */
    public Meaning meaning(FailureType type) {
        Meaning meaning = types.get(type);
        if (meaning == null) {
            throw new IllegalStateException("the rules do not say what follows from " + type);
        }
        return meaning;
    }

    /** What the name and the status say. */
    @Nullable
    Rule glance(Failure failure) {
        String type = text(failure.type(), ErrorName.MAX);
        return new Best().offer(byName(type)).offer(byStatus(failure.httpStatus(), type)).rule;
    }

    /** The most confident rule, if any covers the failure. */
    @Nullable
    Rule decide(Failure failure) {
        String type = text(failure.type(), ErrorName.MAX);
        String message = text(failure.message(), Words.MAX);
        Best best = new Best().offer(byName(type)).offer(byStatus(failure.httpStatus(), type));
        if (best.isCertain()) {
            return best.rule;
        }
        String beginning = text(message, BEGINNING);
        best.offer(byGrpc(beginning)).offer(byStatusIn(beginning));
        if (best.isCertain()) {
            return best.rule;
        }
        best.offer(byMessage(type, message));
        if (best.isDoubtful()) {
            wrapped(failure, message)
                    .forEach(cause -> best.offer(second(byName(cause.name())))
                            .offer(second(byMessage(cause.name(), cause.message()))));
        }
        return best.rule;
    }

    private static String text(@Nullable String text, int max) {
        return text == null ? "" : text.length() > max ? text.substring(0, max) : text;
    }

    private static List<Cause> wrapped(Failure failure, String message) {
        List<Cause> causes = new ArrayList<>(Cause.inMessage(text(message, BEGINNING)));
        causes.addAll(Cause.inStack(text(failure.stack(), 16_384)));
        return causes;
    }

    private @Nullable Rule byName(String type) {
        return type.isEmpty() ? null : ErrorName.find(names, ErrorName.of(type));
    }

    private @Nullable Rule byStatus(@Nullable Integer code, String type) {
        if (code != null) {
            return status.get(code);
        }
        OptionalInt named = Codes.httpInName(type);
        return named.isPresent() ? status.get(named.getAsInt()) : null;
    }

    private @Nullable Rule byStatusIn(String message) {
        OptionalInt named = Codes.http(message);
        return named.isPresent() ? status.get(named.getAsInt()) : null;
    }

    private @Nullable Rule byGrpc(String message) {
        return grpc.get(Codes.grpc(message));
    }

    private @Nullable Rule byMessage(String type, String message) {
        String words = Words.of(message) + '\n' + Words.of(type);
        String beginning = text(message, BEGINNING);
        Best best = new Best();
        for (MessageRule candidate : messages) {
            if (best.isBelow(candidate.rule().confidence()) && candidate.covers(words, beginning)) {
                best.offer(candidate.rule());
            }
        }
        return best.rule;
    }

    private static @Nullable Rule second(@Nullable Rule rule) {
        return rule == null ? null : rule.times(SECOND_HAND);
    }

    /** Keeps the most confident of the rules that are offered; the first of equals. */
    private static final class Best {
        private @Nullable Rule rule;

        Best offer(@Nullable Rule other) {
            if (other != null && isBelow(other.confidence())) {
                rule = other;
            }
            return this;
        }

        boolean isBelow(double confidence) {
            return rule == null || rule.confidence() < confidence;
        }

        boolean isCertain() {
            return !isBelow(CERTAIN);
        }

        boolean isDoubtful() {
            return isBelow(DOUBTFUL);
        }
    }
}
