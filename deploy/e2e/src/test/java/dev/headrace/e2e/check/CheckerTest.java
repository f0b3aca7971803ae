package dev.headrace.e2e.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.e2e.check.Evidence.Answer;
import dev.headrace.e2e.check.Evidence.Delivery;
import dev.headrace.e2e.check.Evidence.Ended;
import dev.headrace.e2e.check.Evidence.Event;
import dev.headrace.e2e.check.Evidence.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A checker that cannot fail proves nothing: every kind of forgery must be found. */
class CheckerTest {

    /** The honest story of two tasks, one of which fails at first, and its parts to tamper with. */
    private static final class Story {
        final Map<String, String> accepted = new HashMap<>(Map.of("a", "SUCCEEDED", "b", "SUCCEEDED"));
        final Map<String, Stored> stored = new HashMap<>(Map.of(
                "a", new Stored("a", "SUCCEEDED", List.of(new Ended(1, "succeeded", "SUCCEEDED"))),
                "b",
                        new Stored(
                                "b",
                                "SUCCEEDED",
                                List.of(new Ended(2, "failed", "RETRYING"), new Ended(3, "succeeded", "SUCCEEDED")))));
        final List<Event> events = new ArrayList<>(List.of(
                new Event("e1", "task.submitted", "a", "READY", null),
                new Event("e2", "task.submitted", "b", "READY", null),
                new Event("e3", "task.started", "a", "RUNNING", 1L),
                new Event("e4", "task.started", "b", "RUNNING", 2L),
                new Event("e5", "task.succeeded", "a", "SUCCEEDED", 1L),
                new Event("e6", "task.retrying", "b", "RETRYING", 2L),
                new Event("e7", "task.ready", "b", "READY", null),
                new Event("e8", "task.started", "b", "RUNNING", 3L),
                new Event("e9", "task.succeeded", "b", "SUCCEEDED", 3L)));
        final List<Answer> answers = new ArrayList<>(List.of(
                new Answer("a", 1, "succeeded", "accepted", false),
                new Answer("b", 2, "failed", "accepted", false),
                new Answer("b", 3, "succeeded", "accepted", false)));
        final List<Delivery> deliveries = new ArrayList<>(List.of(
                new Delivery("e5", "task.succeeded", "a", true), new Delivery("e9", "task.succeeded", "b", true)));
        final Map<String, Long> counted = new HashMap<>(
                Map.of("submitted", 2L, "started", 3L, "succeeded", 2L, "retrying", 1L, "ready", 1L, "dead", 0L));

        List<String> broken() {
            return Checker.broken(
                    new Evidence(accepted, 0, stored, events, answers, deliveries, Set.of("task.succeeded"), counted));
        }
    }

    enum Forgery {
        LOST_TASK(story -> story.stored.remove("a")),
        TASK_FROM_NOWHERE(story -> story.accepted.remove("a")),
        WRONG_END(story -> story.accepted.put("a", "DEAD")),
        UNFINISHED(story -> story.stored.put("a", new Stored("a", "RUNNING", List.of()))),
        FINISHED_TWICE(story -> story.stored.put(
                "a",
                new Stored(
                        "a",
                        "SUCCEEDED",
                        List.of(new Ended(1, "succeeded", "SUCCEEDED"), new Ended(9, "succeeded", "SUCCEEDED"))))),
        ONE_LEASE_ENDED_TWICE(story -> story.stored.put(
                "b",
                new Stored(
                        "b",
                        "SUCCEEDED",
                        List.of(
                                new Ended(2, "failed", "RETRYING"),
                                new Ended(2, "released", "READY"),
                                new Ended(3, "succeeded", "SUCCEEDED"))))),
        STALE_ANSWER_TAKEN(story -> story.answers.set(0, new Answer("a", 1, "succeeded", "stale", false))),
        ACCEPTED_WITHOUT_EFFECT(story -> story.answers.add(new Answer("a", 7, "succeeded", "accepted", false))),
        EVENT_MISSING(story -> story.events.remove(4)),
        FIRST_EVENT_MISSING(story -> story.events.remove(0)),
        EVENTS_OUT_OF_ORDER(story -> story.events.add(2, story.events.remove(4))),
        FINISHED_TWICE_IN_EVENTS(story -> story.events.add(new Event("e10", "task.succeeded", "a", "SUCCEEDED", 1L))),
        LEASED_AFTER_THE_END(story -> story.events.add(new Event("e10", "task.started", "a", "RUNNING", 10L))),
        ONE_ID_FOR_TWO_EVENTS(story -> story.events.add(new Event("e9", "task.dead", "b", "DEAD", 3L))),
        EVENT_OF_NO_TASK(story -> story.events.add(new Event("e10", "task.submitted", "c", "READY", null))),
        WRONG_STATE_IN_EVENT(story -> story.events.set(8, new Event("e9", "task.succeeded", "b", "DEAD", 3L))),
        WEBHOOK_MISSING(story -> story.deliveries.remove(0)),
        WEBHOOK_NOT_SIGNED(story -> story.deliveries.add(new Delivery("e5", "task.succeeded", "a", false))),
        WEBHOOK_MADE_UP(story -> story.deliveries.add(new Delivery("e99", "task.succeeded", "a", true))),
        WEBHOOK_NOT_ASKED_FOR(story -> story.deliveries.add(new Delivery("e3", "task.started", "a", true))),
        WEBHOOK_OF_ANOTHER_TASK(story -> story.deliveries.set(0, new Delivery("e5", "task.succeeded", "b", true))),
        COUNT_TOO_HIGH(story -> story.counted.put("succeeded", 3L)),
        COUNT_MISSING(story -> story.counted.remove("started"));

        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<Story> tamper;

        Forgery(Consumer<Story> tamper) {
            this.tamper = tamper;
        }
    }

    @Test
    void anHonestStoryIsBelieved() {
        assertEquals(List.of(), new Story().broken());
    }

    @Test
    void repeatsAreNormal() {
        // Given
        Story story = new Story();

        // When: the relay and the webhook sender repeat themselves, and a worker repeats an outcome
        story.events.add(5, story.events.get(4));
        story.deliveries.add(story.deliveries.getFirst());
        story.answers.add(new Answer("a", 1, "succeeded", "stale", true));

        // Then
        assertEquals(List.of(), story.broken());
    }

    @ParameterizedTest
    @EnumSource
    void everyForgeryIsFound(Forgery forgery) {
        // Given
        Story story = new Story();

        // When
        forgery.tamper.accept(story);

        // Then
        assertTrue(!story.broken().isEmpty(), forgery + " was believed");
    }
}
