package dev.headrace.gateway.limit;

import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Shows callers what is left of what they may do. */
@Scoped(Scoped.NONE)
@Path("/api/v1/usage")
@Produces("application/json")
@Tag(name = "Usage", description = "What is left of a caller's quotas")
public class UsageResource {
    private final LimitTable table;
    private final Limiter limiter;
    private final Admission admission;
    private final Clock clock;

    public UsageResource(LimitTable table, Limiter limiter, Admission admission, Clock clock) {
        this.table = table;
        this.limiter = limiter;
        this.admission = admission;
        this.clock = clock;
    }

    /**
     * What a caller has used.
     *
     * @param tier decides the limits
     * @param concurrency requests under way at a time; absent if the tier has no bound
     */
    public record Usage(
            String tier,
            String tenant,
            String subject,
            List<Used> quotas,
            @Nullable UnderWay concurrency) {}

    /**
     * One quota.
     *
     * @param per tenant or caller: whose count it is
     * @param windowMs length of the sliding window
     * @param used within it, to half a percent of the limit
     * @param resetsAt when the present window ends; what was used before it counts less and less
     * @param nextAt when there is room for one again, as {@code Retry-After} says; absent while there is
     */
    public record Used(
            String name,
            String per,
            long windowMs,
            long limit,
            long used,
            long left,
            Instant resetsAt,
            @Nullable Instant nextAt,
            List<String> types,
            List<String> routes) {}

    /** At the gateway that answers. */
    public record UnderWay(int limit, int now) {}

    @GET
    @Operation(
            summary = "What is left",
            description = "The quotas that bind the caller's tier. Unlimited things are not listed. Costs nothing.")
    public Uni<Usage> usage(@Context RoutingContext rc) {
        Identity caller = Caller.of(rc);
        List<Future<Used>> asked = new ArrayList<>();
        for (Quota quota : table.quotas()) {
            Quota.Bound bound = quota.bound(caller.tier());
            if (bound != null) {
                asked.add(limiter.look(quota, bound, caller).map(seen -> used(quota, bound, seen)));
            }
        }
        Integer most = table.atATime(caller.tier());
        UnderWay underWay = most == null ? null : new UnderWay(most, admission.underWay(caller));
        Future<Usage> usage = Future.all(asked)
                .map(all -> new Usage(caller.tier(), caller.tenant(), caller.subject(), all.list(), underWay));
        return Uni.createFrom().completionStage(usage.toCompletionStage());
    }

    private Used used(Quota quota, Quota.Bound bound, Verdict seen) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new Used(
                quota.name(),
                quota.per().name().toLowerCase(java.util.Locale.ROOT),
                quota.window().toMillis(),
                bound.limit(),
                Math.max(0, bound.limit() - seen.left()),
                seen.left(),
                now.plusSeconds(seen.resetSeconds()),
                seen.left() > 0 ? null : now.plusSeconds(seen.retrySeconds()),
                quota.types(),
                quota.routes().stream().sorted().toList());
    }
}
