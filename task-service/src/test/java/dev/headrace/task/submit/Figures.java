package dev.headrace.task.submit;

import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.idempotency.KeyOptions;
import dev.headrace.task.store.RawJson;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How long the service itself takes to answer repeats, without HTTP. */
record Figures(Submits submits, Admission admission, Identity caller) {
    private static final Duration SOON = Duration.ofSeconds(10);

    static Figures of(Submits submits, Admission admission) {
        String tenant = "figures-" + UUID.randomUUID();
        return new Figures(submits, admission, new Identity(tenant, "me", Set.of(Role.USER), "free", Set.of()));
    }

    Submission submission(String key) {
        @Nullable KeyOptions none = null;
        NewTask task = new NewTask(
                "figure",
                new RawJson("{\"n\":1}"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                key,
                none,
                null);
        return admission.admit(task, null, caller);
    }

    SubmitResult submit(String key) {
        return submits.one(submission(key)).await().atMost(SOON);
    }

    /** Time of 95 of 100 calls at most, in ms, printed; the first ones are not counted. */
    double p95(String what, int calls, IntFunction<Uni<?>> call) {
        long[] nanos = new long[calls];
        for (int i = -calls / 4; i < calls; i++) {
            Uni<?> ready = call.apply(i);
            long begun = System.nanoTime();
            ready.await().atMost(SOON);
            nanos[Math.max(i, 0)] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        double p95 = nanos[calls * 95 / 100] / 1e6;
        System.out.printf(Locale.ROOT, "%s: p50 %.2f ms, p95 %.2f ms%n", what, nanos[calls / 2] / 1e6, p95);
        return p95;
    }

    /** The same repeat, so many times at once. */
    Uni<?> together(String key, int count) {
        List<Uni<SubmitResult>> calls = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> calls.add(submits.one(submission(key))));
        return Uni.join().all(calls).andFailFast();
    }
}
