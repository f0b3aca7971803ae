package dev.headrace.task.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.model.Priority;
import dev.headrace.task.push.Target;
import dev.headrace.task.store.RawJson;
import dev.headrace.task.submit.NewTask;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many tasks of one type as a caller hands them in. What is said here is said of each of them, as in {@link NewTask}.
 *
 * @param name for people
 * @param tags of every item that has none of its own
 * @param metadata of every item that has none of its own
 * @param idempotencyKey the same key of the same owner is accepted once, as long as the batch is kept
 */
public record NewBatch(
        @Nullable String type,
        @Nullable List<Item> items,
        @Nullable String name,
        @Nullable String queue,
        @Nullable String priority,
        @Nullable Instant runAt,
        @Nullable Long delayMs,
        @Nullable Long timeoutMs,
        @Nullable Long budgetMs,
        @Nullable Long startWithinMs,
        @Nullable Integer maxAttempts,
        NewTask.@Nullable Retry retry,
        @Nullable List<String> tags,
        @Nullable Map<String, String> metadata,
        @Nullable Target target,
        @Nullable String idempotencyKey) {

    /** What is one item's own. */
    public record Item(
            @Nullable RawJson payload,
            @Nullable List<String> tags,
            @Nullable Map<String, String> metadata) {}

    /** The items; none if they are absent. */
    List<Item> all() {
        return items == null ? List.of() : items;
    }

    /** The task that an item stands for. */
    NewTask task(Item item) {
        return new NewTask(
                type,
                item.payload(),
                queue,
                priority,
                runAt,
                delayMs,
                timeoutMs,
                budgetMs,
                startWithinMs,
                maxAttempts,
                retry,
                item.tags() == null ? tags : item.tags(),
                item.metadata() == null ? metadata : item.metadata(),
                null,
                null,
                target);
    }

    /** What it asks for, as an object, without what merely accompanies it. Only after it was checked. */
    ObjectNode input() {
        ObjectNode input = JsonBytes.mapper()
                .valueToTree(new NewBatch(
                        type,
                        null,
                        null,
                        queue,
                        priority,
                        runAt,
                        delayMs,
                        timeoutMs,
                        budgetMs,
                        startWithinMs,
                        maxAttempts,
                        retry,
                        null,
                        null,
                        target,
                        null));
        ArrayNode payloads = input.putArray("items");
        for (Item item : all()) {
            payloads.add(
                    item.payload() == null
                            ? NullNode.getInstance()
                            : JsonBytes.tree(item.payload().text().getBytes(StandardCharsets.UTF_8)));
        }
        if (priority != null) {
            input.put("priority", Priority.parse(priority).orElseThrow().name());
        }
        return input;
    }
}
