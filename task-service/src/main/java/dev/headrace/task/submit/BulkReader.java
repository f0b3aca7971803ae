package dev.headrace.task.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.Problems;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a bulk item by item, so that a wrong one does not spoil the good ones. */
@Singleton
class BulkReader {
    static final int MAX_TASKS = 1_000;

    /** An item itself, rather than one of its fields. */
    private static final String WHOLE = "body";

    private final Admission admission;
    private final ObjectMapper mapper;

    BulkReader(Admission admission, ObjectMapper mapper) {
        this.admission = admission;
        this.mapper = mapper;
    }

    /** One item: a submission, or what is wrong with it. */
    record Item(@Nullable Submission submission, @Nullable ApiException problem) {}

    /** @throws ApiException if the body is not a bulk at all */
    List<Item> read(byte[] body, Identity owner) {
        JsonNode tasks = tree(body).get("tasks");
        if (tasks == null || !tasks.isArray()) {
            throw new Violations()
                    .add("tasks", "REQUIRED", "is required and must be an array of tasks")
                    .asException();
        }
        new Violations().range("tasks.length", tasks.size(), 1, MAX_TASKS).orThrow();
        List<Item> items = new ArrayList<>(tasks.size());
        for (JsonNode task : tasks) {
            items.add(item(task, owner));
        }
        return items;
    }

    private JsonNode tree(byte[] body) {
        try {
            JsonNode tree = mapper.readTree(body);
            tree.fieldNames().forEachRemaining(name -> {
                if (!"tasks".equals(name)) {
                    throw new Violations()
                            .add(name, "UNKNOWN_FIELD", "is not a field of this request; known is tasks")
                            .asException();
                }
            });
            return tree;
        } catch (IOException e) {
            throw Problems.of(e);
        }
    }

    private Item item(JsonNode task, Identity owner) {
        if (task.isNull()) {
            return new Item(
                    null,
                    new Violations().add(WHOLE, "REQUIRED", "must not be null").asException());
        }
        try {
            return new Item(admission.admit(mapper.treeToValue(task, NewTask.class), null, owner), null);
        } catch (IOException e) {
            return new Item(null, Problems.of(e));
        } catch (ApiException e) {
            return new Item(null, e);
        }
    }

    /** What is wrong with an item, its fields named as the caller sees them. */
    static List<FieldError> errors(int index, ApiException problem) {
        return problem.errors().stream()
                .map(e -> new FieldError(field(index, e.field()), e.code(), e.message()))
                .toList();
    }

    private static String field(int index, String field) {
        String item = "tasks[" + index + "]";
        return field.equals(WHOLE) ? item : item + "." + field;
    }
}
