package dev.headrace.task.batch;

import dev.headrace.platform.api.BodyCheck;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.idempotency.Claims;
import dev.headrace.task.push.Target;
import dev.headrace.task.store.RawJson;
import dev.headrace.task.submit.GroupSubmits;
import dev.headrace.task.submit.NewTask;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a batch: of what its items share once, and of each item what is its own. */
@Singleton
class BatchAdmission implements BodyCheck<NewBatch> {
    private static final int MAX_NAME = 200;
    /** Whoever has more wrong items does not mend them by hand. */
    private static final int ENOUGH = 100;

    private static final RawJson ANYTHING = new RawJson("null");

    private final BatchConfig config;
    private final GroupSubmits submits;
    private final Claims claims;

    BatchAdmission(BatchConfig config, GroupSubmits submits, Claims claims) {
        this.config = config;
        this.submits = submits;
        this.claims = claims;
    }

    @Override
    public Class<NewBatch> type() {
        return NewBatch.class;
    }

    @Override
    public void check(NewBatch batch, Violations violations) {
        check(batch, null, violations);
    }

    /** @param keyInHeader the idempotency key that came beside the body */
    void check(NewBatch batch, @Nullable String keyInHeader, Violations violations) {
        submits.check(batch.task(new NewBatch.Item(ANYTHING, null, null)), violations);
        violations.text("name", batch.name(), MAX_NAME);
        claims.check(violations, new Claims.Asked(keyInHeader, batch.idempotencyKey(), null));
        // What is wrong with a target is not said again of each item.
        Target target = violations.isEmpty() ? batch.target() : null;
        List<NewBatch.Item> items = batch.all();
        int most = most(batch.type());
        violations.check(!items.isEmpty(), "items", "REQUIRED", "is required and must have at least one item");
        violations.check(
                items.size() <= most,
                "items",
                "TOO_MANY",
                "has " + items.size() + "; at most " + most + " of this type are allowed in a batch");
        for (int i = 0; i < Math.min(items.size(), most) && violations.errors().size() < ENOUGH; i++) {
            check(i, items.get(i), target, violations);
        }
    }

    private void check(int index, NewBatch.Item item, @Nullable Target target, Violations violations) {
        Violations own = new Violations("items[" + index + "].");
        submits.check(
                new NewTask(
                        "any",
                        item.payload(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        item.tags(),
                        item.metadata(),
                        null,
                        null,
                        target),
                own);
        violations.addAll(own);
    }

    /** Most items of a type in one batch. */
    private int most(@Nullable String type) {
        return type == null ? config.maxItems() : config.maxItemsOf().getOrDefault(type, config.maxItems());
    }
}
