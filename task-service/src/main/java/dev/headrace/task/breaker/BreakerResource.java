package dev.headrace.task.breaker;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.model.BreakerCause;
import dev.headrace.task.model.BreakerState;
import dev.headrace.task.rule.BreakerName;
import dev.headrace.task.rule.RuleBook;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Breakers of the caller's tenant. Operators change them, everybody may look. */
@Path("/api/v1/breakers")
@Scoped("failures")
@Tag(name = "Breakers")
public class BreakerResource {
    private static final int MOST = 10_000;
    private static final int MILLION = 1_000_000;
    private static final int MAX_REASON = 500;
    private static final long SECOND_MS = 1_000;
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final long MONTH_MS = Duration.ofDays(31).toMillis();
    private static final Pattern NAME =
            Pattern.compile("type:[a-zA-Z0-9._:/-]{1,128}|host:[a-zA-Z0-9.\\[\\]:_-]{1,253}:\\d{1,5}");

    private final BreakerLookup lookup;
    private final SettingsStore settings;
    private final Mover mover;
    private final RuleBook rules;

    BreakerResource(BreakerLookup lookup, SettingsStore settings, Mover mover, RuleBook rules) {
        this.lookup = lookup;
        this.settings = settings;
        this.mover = mover;
        this.rules = rules;
    }

    /**
     * All settings of a breaker; what is absent is the configuration's.
     *
     * @param enabled whether failures open it; a person always may
     * @param failureRate it opens at this part of the attempts, 0.01 to 1
     * @param minCount fewer attempts in the window decide nothing
     * @param windowMs what is older does not count
     * @param openMs how long it stays open for the first time; each further time is twice as long
     * @param maxOpenMs the longest that it stays open
     * @param probes attempts that are let through while it is half-open, in {@code probe_ms}
     */
    public record Settings(
            @Nullable Boolean enabled,
            @Nullable Double failureRate,
            @Nullable Integer minCount,
            @Nullable Long windowMs,
            @Nullable Long openMs,
            @Nullable Long maxOpenMs,
            @Nullable Integer probes,
            @Nullable Long probeMs)
            implements CheckedBody {
        @Override
        public void check(Violations v) {
            v.check(
                            failureRate == null || (failureRate >= 0.01 && failureRate <= 1),
                            "failure_rate",
                            "OUT_OF_RANGE",
                            "is " + failureRate + "; it must be from 0.01 to 1")
                    .range("min_count", minCount, 1, MILLION)
                    .range("window_ms", windowMs, SECOND_MS, DAY_MS)
                    .range("open_ms", openMs, 100, DAY_MS)
                    .range("max_open_ms", maxOpenMs, 100, DAY_MS)
                    .range("probes", probes, 1, 1_000)
                    .range("probe_ms", probeMs, 100, DAY_MS);
        }
    }

    /**
     * Why a person changes a breaker.
     *
     * @param reason required; everybody can read it
     * @param forMs only to open one: it lets a few through again after so many milliseconds; absent is until it is closed
     */
    public record Wish(@Nullable String reason, @Nullable Long forMs) implements CheckedBody {
        @Override
        public void check(Violations v) {
            v.requiredText("reason", reason, MAX_REASON).range("for_ms", forMs, SECOND_MS, MONTH_MS);
        }
    }

    @GET
    @Operation(
            operationId = "listBreakers",
            summary = "The breakers that were ever opened or set up, by name; all others are closed")
    public Uni<Page<BreakerView>> list(
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String cursor,
            @RestQuery @Nullable Integer limit,
            @Context RoutingContext rc) {
        int size = Page.limit(limit);
        BreakerState wanted = state(state);
        String after = cursor == null ? "" : Cursor.decode(cursor, Function.identity());
        return lookup.list(Caller.of(rc).tenant(), wanted, after, size)
                .map(found -> Page.of(found, size, BreakerView::name));
    }

    private static @Nullable BreakerState state(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(BreakerState.values())
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Violations()
                        .add("state", "UNKNOWN", "is " + name + "; it must be CLOSED, OPEN or HALF_OPEN")
                        .asException());
    }

    @GET
    @Path("/{name}")
    @Operation(operationId = "getBreaker", summary = "A breaker, with who changed it and why")
    public Uni<BreakerView> get(@PathParam("name") String name, @Context RoutingContext rc) {
        named(name).orThrow();
        return lookup.find(new BreakerName(Caller.of(rc).tenant(), name));
    }

    @PUT
    @Path("/{name}")
    @Operation(
            operationId = "putBreaker",
            summary = "Set when a breaker opens, and for how long",
            extensions = {
                @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true),
                @Extension(name = OperationErrors.NAME, value = "CONFLICT")
            })
    public Uni<BreakerView> put(@PathParam("name") String name, @Nullable Settings body, @Context RoutingContext rc) {
        Identity operator = Caller.of(rc);
        Violations wrong = named(name);
        Settings wanted = Body.present(body);
        wanted.check(wrong);
        wrong.orThrow();
        BreakerName breaker = new BreakerName(operator.tenant(), name);
        return settings.put(breaker, wanted, MOST)
                .invoke(BreakerResource::refuseTooMany)
                .call(rules::changed)
                .chain(() -> lookup.find(breaker));
    }

    private static void refuseTooMany(boolean put) {
        if (!put) {
            throw new ApiException(ErrorCode.CONFLICT, "The tenant has " + MOST + " breakers, which is the most");
        }
    }

    @POST
    @Path("/{name}/open")
    @Operation(
            operationId = "openBreaker",
            summary = "Lease no task of this kind until it is closed, or for a time",
            extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
    public Uni<BreakerView> open(@PathParam("name") String name, @Nullable Wish body, @Context RoutingContext rc) {
        return byHand(name, BreakerCause.OPENED, body, rc);
    }

    @POST
    @Path("/{name}/close")
    @Operation(
            operationId = "closeBreaker",
            summary = "Lease tasks of this kind again",
            extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
    public Uni<BreakerView> close(@PathParam("name") String name, @Nullable Wish body, @Context RoutingContext rc) {
        return byHand(name, BreakerCause.CLOSED, body, rc);
    }

    @POST
    @Path("/{name}/reset")
    @Operation(
            operationId = "resetBreaker",
            summary = "Close a breaker, and forget what was counted",
            extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
    public Uni<BreakerView> reset(@PathParam("name") String name, @Nullable Wish body, @Context RoutingContext rc) {
        return byHand(name, BreakerCause.RESET, body, rc);
    }

    private Uni<BreakerView> byHand(String name, BreakerCause cause, @Nullable Wish body, RoutingContext rc) {
        Identity operator = Caller.of(rc);
        Wish wish = Body.present(body);
        Violations wrong = named(name);
        wish.check(wrong);
        wrong.check(
                        wish.forMs() == null || cause == BreakerCause.OPENED,
                        "for_ms",
                        "NOT_ALLOWED",
                        "is only for a breaker that is opened")
                .orThrow();
        BreakerName breaker = new BreakerName(operator.tenant(), name);
        Duration forHowLong = wish.forMs() == null ? null : Duration.ofMillis(wish.forMs());
        return lookup.settings(breaker)
                .chain(now -> mover.now(new BreakerMove(
                        breaker, cause, now, null, forHowLong, operator.subject(), String.valueOf(wish.reason()))))
                .chain(() -> lookup.find(breaker));
    }

    private static Violations named(String name) {
        return new Violations()
                .check(
                        NAME.matcher(name).matches(),
                        "name",
                        "INVALID",
                        "must be type: and a task type, or host: and a server with its port, as host:example.com:443");
    }
}
