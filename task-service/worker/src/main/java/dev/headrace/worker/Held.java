package dev.headrace.worker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tasks of which the server expects an answer. */
final class Held {
    private final Map<String, Task> tasks = new ConcurrentHashMap<>();

    /** Takes a task. Returns an earlier lease of the same task, which cannot be in force any more. */
    Optional<Task> add(Task task) {
        return Optional.ofNullable(tasks.put(task.id(), task));
    }

    void remove(Task task) {
        tasks.remove(task.id(), task);
    }

    /** The task of an id if its handler has not ended. */
    Optional<Task> running(String id) {
        return Optional.ofNullable(tasks.get(id)).filter(task -> !task.isEnded());
    }

    Collection<Task> all() {
        return List.copyOf(tasks.values());
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }
}
