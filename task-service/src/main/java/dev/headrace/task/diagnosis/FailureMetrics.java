package dev.headrace.task.diagnosis;

import dev.headrace.task.failure.FailureType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code task_failure_total{failure_type,task_name}}, {@code task_retry_total{task_name,priority}} and
 * {@code task_retry_result_total{failure_type,policy,result}}: how the attempt went that followed a failure.
 */
@Singleton
class FailureMetrics {
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final int most;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    FailureMetrics(MeterRegistry registry, DiagnosisConfig config) {
        this.registry = registry;
        this.most = config.maxTaskNames();
    }

    void failed(FailureType type, String taskType) {
        Counter.builder("task.failure")
                .description("Failed attempts by what they were found to be")
                .tag("failure_type", type.name())
                .tag("task_name", name(taskType))
                .register(registry)
                .increment();
    }

    void retrying(String taskType, String priority) {
        Counter.builder("task.retry")
                .description("Failed attempts after which the task is tried again")
                .tag("task_name", name(taskType))
                .tag("priority", priority)
                .register(registry)
                .increment();
    }

    /** @param policy where the policy came from; the names of types are left out, there may be many */
    void retried(FailureType type, String policy, boolean succeeded) {
        int blank = policy.indexOf(' ');
        Counter.builder("task.retry.result")
                .description("Attempts that followed a failure, by how they ended")
                .tag("failure_type", type.name())
                .tag("policy", blank < 0 ? policy : policy.substring(0, blank))
                .tag("result", succeeded ? "succeeded" : "failed")
                .register(registry)
                .increment();
    }

    /** Callers choose the names of types, so only so many become series. */
    private String name(String taskType) {
        if (names.contains(taskType)) {
            return taskType;
        }
        return names.size() < most && names.add(taskType) ? taskType : OTHER;
    }
}
