package dev.headrace.task.queue;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is in a queue, in all and by priority.
 *
 * @param workersParked polls on the replica that answers which wait for tasks of this queue
 * @param countedAt when the tasks were counted
 */
public record QueueStats(
        String queue,
        boolean paused,
        @Nullable Integer maxRunning,
        Depth total,
        List<OfPriority> priorities,
        int workersParked,
        Instant countedAt) {

    /** How many tasks in which state; {@code oldestReadyMs} is how long the first has been due, in milliseconds. */
    public record Depth(
            long ready,
            long scheduled,
            long retrying,
            long running,
            @Nullable Long oldestReadyMs) {
        static Depth of(List<Census.Group> groups) {
            return new Depth(
                    sum(groups, TaskState.READY),
                    sum(groups, TaskState.SCHEDULED),
                    sum(groups, TaskState.RETRYING),
                    sum(groups, TaskState.RUNNING),
                    groups.stream()
                            .map(Census.Group::oldestMs)
                            .filter(Objects::nonNull)
                            .max(Long::compare)
                            .orElse(null));
        }

        private static long sum(List<Census.Group> groups, TaskState state) {
            return groups.stream()
                    .filter(g -> g.state() == state)
                    .mapToLong(Census.Group::tasks)
                    .sum();
        }
    }

    /** One priority's part. */
    public record OfPriority(Priority priority, Depth depth) {}

    static QueueStats of(QueueSettings queue, List<Census.Group> groups, int parked, Instant countedAt) {
        List<OfPriority> priorities = Arrays.stream(Priority.values())
                .map(p -> new OfPriority(
                        p,
                        Depth.of(groups.stream().filter(g -> g.priority() == p).toList())))
                .toList();
        return new QueueStats(
                queue.name(), queue.paused(), queue.maxRunning(), Depth.of(groups), priorities, parked, countedAt);
    }

    /** How many workers a queue needs, as an autoscaler asks. */
    public record Scale(long backlog, long desiredWorkers) {}

    /**
     * The backlog is what is ready and what runs, so that workers stay while they work; of a paused queue only what runs.
     * More workers than a limited queue may have leases are never wanted.
     *
     * @param perWorker tasks of the backlog for each worker
     */
    Scale scale(int perWorker) {
        long backlog = total.running() + (paused ? 0 : total.ready());
        long workers = Math.ceilDiv(backlog, perWorker);
        return new Scale(backlog, maxRunning == null ? workers : Math.min(workers, maxRunning));
    }
}
