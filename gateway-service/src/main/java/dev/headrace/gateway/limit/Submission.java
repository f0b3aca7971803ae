package dev.headrace.gateway.limit;

import dev.headrace.gateway.route.Route;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The tasks in the body of one submit, counted while it passes and charged before its end is let through. */
public final class Submission {
    private final Admission admission;
    private final Charges charges;
    private final Quota[] quotas;
    private final long[] costs;
    private final TaskTypes types;

    Submission(Admission admission, Charges charges, Quota[] quotas, Route.Submits form) {
        this.admission = admission;
        this.charges = charges;
        this.quotas = quotas;
        this.costs = new long[quotas.length];
        this.types = new TaskTypes(form, this::count);
    }

    private void count(String type, long tasks) {
        for (int i = 0; i < quotas.length; i++) {
            if (quotas[i].counts(type)) {
                costs[i] += tasks;
            }
        }
    }

    /** Reads the next part. */
    public void read(Buffer part) {
        types.read(part.getBytes());
    }

    /** @return fails with RATE_LIMITED, or MALFORMED_REQUEST for a body whose types could be read in two ways */
    public Future<Charges> charge() {
        String wrong = types.wrong();
        return wrong == null
                ? admission.charge(charges, quotas, costs, 0)
                : Future.failedFuture(new ApiException(ErrorCode.MALFORMED_REQUEST, wrong));
    }
}
