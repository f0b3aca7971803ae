package dev.headrace.e2e.check;

import dev.headrace.e2e.check.Evidence.Answer;
import dev.headrace.e2e.check.Evidence.Delivery;
import dev.headrace.e2e.check.Evidence.Ended;
import dev.headrace.e2e.check.Evidence.Event;
import dev.headrace.e2e.check.Evidence.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the sides of the evidence with each other. */
public final class Checker {
    private final Evidence evidence;
    private final List<String> broken = new ArrayList<>();

    private Checker(Evidence evidence) {
        this.evidence = evidence;
    }

    /** Each promise that was broken, in words; empty if all were kept. */
    public static List<String> broken(Evidence evidence) {
        Checker checker = new Checker(evidence);
        checker.nothingAcceptedIsLost();
        checker.nothingIsFinishedTwice();
        checker.answersAreTrue();
        Collection<Event> events = checker.eventsTellTheLifeOfEachTask();
        checker.everySubscribedEventArrived(events);
        checker.analyticsCountsTheTruth(events);
        return List.copyOf(checker.broken);
    }

    private void nothingAcceptedIsLost() {
        evidence.accepted().forEach((id, expected) -> {
            Stored stored = evidence.stored().get(id);
            if (stored == null) {
                report("accepted, but not stored: " + id);
            } else if (!stored.state().equals(expected)) {
                report("should have ended " + expected + ": " + stored);
            }
        });
        Set<String> more = new HashSet<>(evidence.stored().keySet());
        more.removeAll(evidence.accepted().keySet());
        if (more.size() > evidence.unanswered()) {
            report(more.size() + " tasks that nobody was told of, but only " + evidence.unanswered()
                    + " calls without an answer");
        }
    }

    private void nothingIsFinishedTwice() {
        for (Stored stored : evidence.stored().values()) {
            long ends = stored.attempts().stream().filter(Checker::isFinal).count();
            if (ends != 1) {
                report("finished " + ends + " times: " + stored);
            }
            long leases =
                    stored.attempts().stream().map(Ended::lease).distinct().count();
            if (leases != stored.attempts().size()) {
                report("one lease ended twice: " + stored);
            }
        }
    }

    /** What a worker was told about an outcome is what the database holds. */
    private void answersAreTrue() {
        for (Answer answer : evidence.answers()) {
            Stored stored = evidence.stored().get(answer.taskId());
            boolean took = stored != null
                    && stored.attempts().stream()
                            .anyMatch(it ->
                                    it.lease() == answer.lease() && it.outcome().equals(answer.result()));
            boolean accepted = answer.status().equals("accepted");
            if (accepted && !took) {
                report("accepted, but without effect: " + answer + ", stored is " + stored);
            }
            if (!accepted && took && !answer.repeated()) {
                report("refused, but with effect: " + answer);
            }
        }
    }

    private Collection<Event> eventsTellTheLifeOfEachTask() {
        Map<String, Event> byId = new LinkedHashMap<>();
        for (Event event : evidence.events()) {
            Event earlier = byId.putIfAbsent(event.id(), event);
            if (earlier != null && !earlier.equals(event)) {
                report("two events with one id: " + earlier + " and " + event);
            }
        }
        Map<String, String> states = new HashMap<>();
        for (Event event : byId.values()) {
            String before = states.getOrDefault(event.taskId(), LegalLife.NONE);
            if (!LegalLife.allows(before, event.type(), event.state())) {
                report("illegal after " + before + ": " + event);
            }
            states.put(event.taskId(), event.state());
        }
        evidence.stored().forEach((id, stored) -> {
            if (!stored.state().equals(states.remove(id))) {
                report("the events of the task end elsewhere: " + stored);
            }
        });
        states.keySet().forEach(id -> report("events of a task that is not stored: " + id));
        return byId.values();
    }

    private void everySubscribedEventArrived(Collection<Event> events) {
        Map<String, Delivery> genuine = new HashMap<>();
        for (Delivery delivery : evidence.deliveries()) {
            if (delivery.genuine()) {
                genuine.put(delivery.id(), delivery);
            } else {
                report("a delivery with a wrong signature: " + delivery);
            }
        }
        for (Event event : events) {
            Delivery delivery = genuine.remove(event.id());
            boolean expected = evidence.subscribed().contains(event.type());
            if (expected && delivery == null) {
                report("never delivered: " + event);
            }
            if (delivery != null
                    && !(expected
                            && delivery.taskId().equals(event.taskId())
                            && delivery.type().equals(event.type()))) {
                report("delivered " + delivery + " for " + event);
            }
        }
        genuine.values().forEach(delivery -> report("delivered, but never published: " + delivery));
    }

    private void analyticsCountsTheTruth(Collection<Event> events) {
        Map<String, Long> truth = events.stream()
                .collect(Collectors.groupingBy(
                        event -> event.type().substring("task.".length()), Collectors.counting()));
        Set<String> kinds = new HashSet<>(truth.keySet());
        kinds.addAll(evidence.counted().keySet());
        for (String kind : kinds) {
            long counted = Objects.requireNonNullElse(evidence.counted().get(kind), 0L);
            long happened = Objects.requireNonNullElse(truth.get(kind), 0L);
            if (counted != happened) {
                report("analytics counts " + counted + " " + kind + ", the events say " + happened);
            }
        }
    }

    private static boolean isFinal(Ended attempt) {
        return LegalLife.FINAL.contains(attempt.stateAfter());
    }

    private void report(String promise) {
        broken.add(promise);
    }
}
