package dev.headrace.task.push;

import dev.headrace.platform.egress.Fault;
import dev.headrace.platform.egress.Reply;
import dev.headrace.task.lease.LeasedTask;
import dev.headrace.task.outcome.Outcome;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a target's reply means for the task: 2xx is success; what may pass is tried again; all else is final. Pure.
 *
 * @param limit of the call, for the message of one that took too long
 * @param longestWait the longest delay that a target may ask for
 */
record Judgement(Duration limit, Duration longestWait) {
    private static final Set<Integer> MAY_PASS = Set.of(408, 425, 429);
    /** Who answers so may say when to come again (RFC 9110, 15.6.4; RFC 6585, 4). */
    private static final Set<Integer> SAYS_WHEN = Set.of(429, 503);

    private static final int EXCERPT = 1_024;
    private static final int MAX_LOCATION = 256;

    Outcome of(LeasedTask task, Reply reply) {
        if (reply.isSuccess()) {
            return new Outcome(task.id(), task.lease(), Outcome.Result.SUCCEEDED, Output.of(reply), null, null);
        }
        Fault fault = reply.fault();
        Integer status = reply.status();
        Outcome.Fault error = fault != null ? noAnswer(fault) : refused(reply, status == null ? 0 : status);
        return new Outcome(task.id(), task.lease(), Outcome.Result.FAILED, null, error, null);
    }

    private Outcome.Fault noAnswer(Fault fault) {
        return switch (fault) {
            case ADDRESS_REFUSED ->
                error("AddressRefused", "The target's host leads to a private, local or reserved address", false);
            case NAME_NOT_RESOLVED -> error("NameNotResolved", "The target's host has no address", true);
            case CONNECT_FAILED -> error("ConnectFailed", "Nobody listens at the target", true);
            case TLS_FAILED -> error("TlsFailed", "The target's certificate is not valid for its host", true);
            case CONNECTION_LOST -> error("ConnectionLost", "The connection ended without an answer", true);
            case TIMEOUT -> error("TimeoutError", "The target did not answer in " + limit.toMillis() + " ms", true);
        };
    }

    private static Outcome.Fault error(String type, String message, boolean retryable) {
        return new Outcome.Fault(type, message, null, retryable, null, null);
    }

    private Outcome.Fault refused(Reply reply, int status) {
        String said = reply.text();
        String excerpt = said == null || said.isEmpty() ? null : said.substring(0, Math.min(said.length(), EXCERPT));
        if (status / 100 == 3) {
            String message = "The target answered " + status + location(reply) + "; redirects are not followed";
            return new Outcome.Fault("RedirectRefused", message, excerpt, false, null, status);
        }
        boolean retryable = status >= 500 || MAY_PASS.contains(status);
        String message = "The target answered " + status;
        return new Outcome.Fault("Http" + status, message, excerpt, retryable, delayMs(reply, status), status);
    }

    private static String location(Reply reply) {
        return reply.header("location")
                .map(to -> " to " + to.substring(0, Math.min(to.length(), MAX_LOCATION)))
                .orElse("");
    }

    /** Nothing leaves the delay to the task's own policy. */
    private @Nullable Long delayMs(Reply reply, int status) {
        Duration asked = SAYS_WHEN.contains(status) ? reply.retryAfter() : Duration.ZERO;
        if (asked.isZero()) {
            return null;
        }
        return Math.min(asked.toMillis(), longestWait.toMillis());
    }
}
