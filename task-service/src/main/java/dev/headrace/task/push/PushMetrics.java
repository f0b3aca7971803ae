package dev.headrace.task.push;

import dev.headrace.platform.egress.Reply;
import dev.headrace.task.outcome.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;

/** What is measured of calls. */
@Singleton
class PushMetrics {
    private final Timer succeeded;
    private final Timer failed;
    private final Timer refused;
    private final Timer aborted;

    PushMetrics(MeterRegistry registry, Keeper keeper) {
        this.succeeded = calls(registry, "succeeded");
        this.failed = calls(registry, "failed");
        this.refused = calls(registry, "refused");
        this.aborted = calls(registry, "aborted");
        registry.gauge("headrace.push.calls.active", keeper, k -> k.underWay().size());
    }

    private static Timer calls(MeterRegistry registry, String outcome) {
        return Timer.builder("headrace.push.calls")
                .description("Calls of targets: succeeded, failed for now, refused for good, or aborted")
                .tag("outcome", outcome)
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
    }

    /** A call has ended. */
    void ended(Push push, Outcome outcome, Reply reply) {
        timer(push, outcome).record(reply.took());
    }

    private Timer timer(Push push, Outcome outcome) {
        if (outcome.result() == Outcome.Result.SUCCEEDED) {
            return succeeded;
        }
        Outcome.Fault error = outcome.error();
        if (push.end() != Push.End.ANSWER || error == null) {
            return aborted;
        }
        return Boolean.FALSE.equals(error.retryable()) ? refused : failed;
    }
}
