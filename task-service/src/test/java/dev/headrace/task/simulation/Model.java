package dev.headrace.task.simulation;

import dev.headrace.task.model.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What may happen to a tenant's tasks, in memory and without any of the service's code. Deliberately simple: one task after
 * the other, a clock that only the test moves, and the rules as the guides tell them.
 */
final class Model {
    static final int MAX_CRASHES = 3;

    final List<Life> tasks = new ArrayList<>();
    final Line line = new Line();
    private final Set<String> paused = new HashSet<>();
    private final Map<String, Integer> limits = new HashMap<>();
    private long minute;
    private int turn;

    /** Begins another operation; what happens later in the same minute is due later. */
    void next() {
        turn++;
    }

    // --- submit

    /** Accepted together, in this order. */
    void submitted(List<Life> accepted, long delayMinutes) {
        for (Life task : accepted) {
            tasks.add(task);
            if (delayMinutes > 0) {
                task.dueMinute = minute + delayMinutes;
                task.dueTurn = turn;
                task.become(TaskState.SCHEDULED, "submitted", -1);
            } else {
                task.become(TaskState.READY, "submitted", -1);
            }
        }
        if (delayMinutes == 0) {
            line(accepted, minute, turn);
        }
    }

    private void line(List<Life> ready, long dueMinute, int dueTurn) {
        Map<List<Object>, List<Life>> groups = new LinkedHashMap<>();
        for (Life task : ready) {
            groups.computeIfAbsent(
                            List.of(task.kind, task.priority, task.attempt, task.crashes), key -> new ArrayList<>())
                    .add(task);
        }
        groups.values().forEach(group -> {
            Life first = group.getFirst();
            line.add(new Line.Run(first.kind, first.priority, dueMinute, dueTurn, group));
        });
    }

    // --- lease

    /** Which tasks may be the next that a lease call on these queues gets. */
    List<Life> leasable(Set<String> queues) {
        return line.next(queues.stream().filter(this::isOpen).collect(Collectors.toSet()));
    }

    /** Whether a task of this queue could be leased now. */
    boolean isOpen(String queue) {
        return !paused.contains(queue)
                && !(limits.containsKey(queue) && running(queue) >= limits.getOrDefault(queue, 0));
    }

    private long running(String queue) {
        return tasks.stream()
                .filter(task -> task.isRunning() && task.kind.queue().equals(queue))
                .count();
    }

    void leased(Life task, long lease, String worker, long leaseMinutes) {
        line.remove(task);
        task.lease = lease;
        task.worker = worker;
        task.leaseMinutes = leaseMinutes;
        task.expiresMinute = minute + leaseMinutes;
        task.cancelling = false;
        task.become(TaskState.RUNNING, "started", lease);
    }

    // --- outcomes

    /** The answer to an outcome, and what follows from it. {@code minutes} is the extension, or the asked delay if not negative. */
    String answer(Life task, long lease, String result, boolean retryable, long minutes) {
        if (!task.isRunning() || task.lease != lease) {
            return result.equals(task.endOf(lease)) ? "accepted" : "stale";
        }
        switch (result) {
            case "extended" -> task.expiresMinute = minute + minutes;
            case "succeeded" -> end(task, result, TaskState.SUCCEEDED, "succeeded");
            case "failed" -> failed(task, retryable, minutes);
            case "released" -> {
                if (task.cancelling) {
                    end(task, result, TaskState.CANCELLED, "cancelled");
                } else {
                    end(task, result, TaskState.READY, "released");
                    line(List.of(task), minute, turn);
                }
            }
            default -> throw new IllegalArgumentException(result);
        }
        return "accepted";
    }

    private void failed(Life task, boolean retryable, long askedMinutes) {
        if (task.cancelling) {
            end(task, "failed", TaskState.CANCELLED, "cancelled");
        } else if (!retryable || task.attempt >= task.maxAttempts) {
            end(task, "failed", TaskState.DEAD, "dead");
        } else {
            end(task, "failed", TaskState.RETRYING, "retrying");
            task.attempt++;
            task.dueMinute = minute + (askedMinutes >= 0 ? askedMinutes : task.retryMinutes);
            task.dueTurn = turn;
        }
    }

    private static void end(Life task, String outcome, TaskState after, String event) {
        task.past.add(new Life.Past(task.lease, task.attempt, outcome, after));
        task.become(after, event, event.equals("cancelled") ? -1 : task.lease);
        task.lease = -1;
    }

    /** A heartbeat that names this lease; says whether it is in force. */
    boolean beat(Life task, long lease, String worker) {
        if (!task.isRunning() || task.lease != lease || !task.worker.equals(worker)) {
            return false;
        }
        task.expiresMinute = Math.max(task.expiresMinute, minute + task.leaseMinutes);
        return true;
    }

    // --- cancel

    /** The state that the caller is told; empty if the call is refused. */
    String cancel(Life task, boolean force) {
        return switch (task.state) {
            case READY, SCHEDULED, RETRYING -> {
                line.remove(task);
                task.past.add(new Life.Past(-1, task.attempt, "cancelled", TaskState.CANCELLED));
                task.become(TaskState.CANCELLED, "cancelled", -1);
                yield "CANCELLED";
            }
            case RUNNING -> {
                if (force) {
                    end(task, "cancelled", TaskState.CANCELLED, "cancelled");
                    yield "CANCELLED";
                }
                task.cancelling = true;
                yield "RUNNING";
            }
            case CANCELLED -> "CANCELLED";
            case SUCCEEDED, DEAD -> "";
            case BLOCKED -> throw new IllegalStateException("nothing blocks here");
        };
    }

    // --- queues

    void set(String queue, boolean pause, int limit) {
        paused.remove(queue);
        limits.remove(queue);
        if (pause) {
            paused.add(queue);
        }
        if (limit > 0) {
            limits.put(queue, limit);
        }
    }

    // --- time

    /** Leases that ran out end, in one go; then what is due becomes ready. */
    void step(long minutes) {
        minute += minutes;
        expire(tasks.stream()
                .filter(task -> task.isRunning() && task.expiresMinute < minute)
                .toList());
        promote();
    }

    /** These workers have fallen silent. */
    void expire(List<Life> silent) {
        List<Life> again = new ArrayList<>();
        for (Life task : silent) {
            task.crashes++;
            if (task.cancelling) {
                end(task, "expired", TaskState.CANCELLED, "cancelled");
            } else if (task.crashes >= MAX_CRASHES) {
                end(task, "expired", TaskState.DEAD, "dead");
            } else {
                end(task, "expired", TaskState.READY, "released");
                again.add(task);
            }
        }
        again.sort(Comparator.comparing(task -> task.id));
        line(again, minute, turn);
    }

    private void promote() {
        List<Life> due = tasks.stream()
                .filter(task -> task.waitsForItsTime() && task.dueMinute < minute)
                .sorted(Comparator.<Life>comparingLong(task -> task.dueMinute)
                        .thenComparingInt(task -> task.dueTurn)
                        .thenComparing(task -> task.id))
                .toList();
        Map<List<Object>, List<Life>> groups = new LinkedHashMap<>();
        for (Life task : due) {
            task.become(TaskState.READY, "ready", -1);
            groups.computeIfAbsent(
                            List.of(task.kind, task.priority, task.attempt, task.crashes), key -> new ArrayList<>())
                    .add(task);
        }
        groups.values().forEach(group -> line(group, group.getFirst().dueMinute, group.getFirst().dueTurn));
    }

    boolean anythingDue(long afterMinutes) {
        return tasks.stream()
                .anyMatch(task -> (task.isRunning() && task.expiresMinute < minute + afterMinutes)
                        || (task.waitsForItsTime() && task.dueMinute < minute + afterMinutes));
    }
}
