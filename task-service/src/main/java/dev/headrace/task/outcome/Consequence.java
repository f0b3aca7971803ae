package dev.headrace.task.outcome;

import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvent.ReleaseReason;
import dev.headrace.task.diagnosis.Diagnosis;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.model.Transition.Cause;
import dev.headrace.task.model.Verdict;
import dev.headrace.task.policy.Policy;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an outcome: the next state, the event that tells of it, and where the task goes.
 *
 * @param nextAttempt number of the coming attempt, if there is one
 * @param crashes silent workers so far
 * @param delayMs until the task is due again; negative if it is finished
 * @param reason why it was given up
 */
record Consequence(
        TaskState state,
        TaskEvent event,
        int nextAttempt,
        int crashes,
        long delayMs,
        @Nullable String reason) {
    private static final long FINISHED = -1;
    static final TaskEvent.Failure SILENT =
            new TaskEvent.Failure("WorkerLost", "The worker fell silent while it held the task");
    private static final TaskEvent.Failure UNNAMED = new TaskEvent.Failure("Error", "");

    /** @param diagnosis of what failed, if anything did */
    static Consequence of(
            Outcome outcome, Ended ended, @Nullable Diagnosis diagnosis, int maxCrashes, RandomGenerator random) {
        Outcome.Result result = outcome.result();
        if (result == null) {
            throw new IllegalStateException("only valid outcomes have consequences");
        }
        Verdict verdict = switch (result) {
            case SUCCEEDED -> new Verdict.Succeed();
            case FAILED -> failed(outcome, ended, diagnosis, random);
            case RELEASED -> Verdict.released(ended.situation());
            case EXPIRED -> Verdict.expired(ended.situation(), ended.crashes() + 1, maxCrashes);
            case EXTENDED -> throw new IllegalStateException("an extended lease has not ended");
        };
        int crashes = ended.crashes() + (result == Outcome.Result.EXPIRED ? 1 : 0);
        TaskEvent.Failure error = told(result == Outcome.Result.EXPIRED ? SILENT : failure(outcome), diagnosis);
        ReleaseReason why = result == Outcome.Result.EXPIRED ? ReleaseReason.LEASE_EXPIRED : ReleaseReason.RELEASED;
        return new Builder(ended, crashes, error, why).of(verdict);
    }

    private static Verdict failed(Outcome outcome, Ended ended, @Nullable Diagnosis diagnosis, RandomGenerator random) {
        if (diagnosis == null) {
            throw new IllegalStateException("a failure is classified before anything follows from it");
        }
        Policy policy = diagnosis.applied().policy();
        Outcome.Fault error = outcome.error();
        long asked = error == null ? -1 : error.askedDelayMs();
        return Verdict.failed(
                ended.situation(policy.backoff(), policy.attempts(ended.maxAttempts())),
                hopeless(error == null ? null : error.retryable(), diagnosis),
                asked >= 0 ? asked : diagnosis.askedDelayMs(),
                random);
    }

    /** The worker knows best; where it says nothing, what the failure was found to be decides. */
    private static Verdict.@Nullable Reason hopeless(@Nullable Boolean retryable, Diagnosis diagnosis) {
        if (retryable != null) {
            return retryable ? null : Verdict.Reason.NOT_RETRYABLE;
        }
        return diagnosis.permanent() ? Verdict.Reason.PERMANENT_FAILURE : null;
    }

    private static TaskEvent.Failure told(TaskEvent.Failure error, @Nullable Diagnosis diagnosis) {
        return diagnosis == null
                ? error
                : new TaskEvent.Failure(
                        error.type(),
                        error.message(),
                        diagnosis.classification().type().name(),
                        diagnosis.classification().confidence(),
                        diagnosis.classification().remediation().name(),
                        diagnosis.fingerprint());
    }

    static TaskEvent.Failure failure(Outcome outcome) {
        Outcome.Fault error = outcome.error();
        return error == null
                ? UNNAMED
                : new TaskEvent.Failure(
                        error.type() == null ? "Error" : error.type(), error.message() == null ? "" : error.message());
    }

    /** Turns a verdict into the consequence for one ended lease. */
    private record Builder(Ended ended, int crashes, TaskEvent.Failure error, ReleaseReason why) {
        Consequence of(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Succeed s -> finished(Cause.SUCCEED, null);
                case Verdict.GiveUp g -> finished(Cause.GIVE_UP, g.reason().name());
                case Verdict.Cancel c -> finished(Cause.CANCEL, null);
                case Verdict.Retry r -> again(Cause.FAIL_AND_RETRY, ended.attempt() + 1, r.delayMs());
                case Verdict.Requeue q ->
                    again(why == ReleaseReason.LEASE_EXPIRED ? Cause.LEASE_EXPIRES : Cause.RELEASE, ended.attempt(), 0);
            };
        }

        private Consequence finished(Cause cause, @Nullable String reason) {
            TaskState state = Transition.after(TaskState.RUNNING, cause);
            return new Consequence(state, event(cause, state, 0, reason), 0, crashes, FINISHED, reason);
        }

        private Consequence again(Cause cause, int nextAttempt, long delayMs) {
            TaskState state = Transition.after(TaskState.RUNNING, cause);
            return new Consequence(state, event(cause, state, delayMs, null), nextAttempt, crashes, delayMs, null);
        }

        private TaskEvent event(Cause cause, TaskState state, long delayMs, @Nullable String reason) {
            var task = ended.facts().in(state);
            int n = ended.attempt();
            long lease = ended.lease();
            var worker = ended.workerId();
            long waited = ended.waitMs();
            long ran = ended.runMs();
            return switch (cause) {
                case SUCCEED -> new TaskEvent.Succeeded(task, n, lease, worker, waited, ran);
                case FAIL_AND_RETRY ->
                    new TaskEvent.Retrying(
                            task,
                            n,
                            lease,
                            worker,
                            waited,
                            ran,
                            error,
                            ended.endedAt().plusMillis(delayMs));
                case GIVE_UP -> new TaskEvent.Dead(task, n, lease, worker, waited, ran, error, String.valueOf(reason));
                case CANCEL -> new TaskEvent.Cancelled(task, "worker");
                case RELEASE, LEASE_EXPIRES -> new TaskEvent.Released(task, n, lease, worker, why);
                case SUBMIT, SUBMIT_FOR_LATER, COME_DUE, LEASE, EXPIRE, REQUEUE, REQUEUE_FOR_LATER ->
                    throw new IllegalStateException(cause + " does not end a lease");
            };
        }
    }
}
