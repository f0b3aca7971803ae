package dev.headrace.task.batch;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import dev.headrace.task.control.Actor;
import dev.headrace.task.control.Change;
import dev.headrace.task.control.Effect;
import dev.headrace.task.control.TaskControl;
import dev.headrace.task.idempotency.Fingerprint;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.submit.GroupSubmits;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Hands batches in, and changes all tasks of one. */
@Singleton
class Batches {
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final BatchAdmission admission;
    private final GroupSubmits submits;
    private final TaskControl control;
    private final BatchStore store;
    private final BatchConfig config;

    Batches(BatchAdmission admission, GroupSubmits submits, TaskControl control, BatchStore store, BatchConfig config) {
        this.admission = admission;
        this.submits = submits;
        this.control = control;
        this.store = store;
        this.config = config;
    }

    /** A batch, and whether it is there because its key was used before. */
    record Submitted(BatchView batch, boolean replayed) {}

    /**
     * Durable when it answers.
     *
     * @param keyInHeader the idempotency key that came beside the body
     * @throws ApiException VALIDATION_FAILED naming every wrong field; IDEMPOTENCY_CONFLICT if the key was used for another batch
     */
    Uni<Submitted> submit(NewBatch batch, @Nullable String keyInHeader, Identity owner) {
        Violations violations = new Violations();
        admission.check(batch, keyInHeader, violations);
        violations.orThrow();
        String key = batch.idempotencyKey() == null ? keyInHeader : batch.idempotencyKey();
        UUID id = ids.generate();
        Fingerprint asked = key == null ? null : Fingerprint.of(batch.input());
        BatchStore.New row = new BatchStore.New(
                id,
                owner.tenant(),
                owner.subject(),
                batch.name(),
                String.valueOf(batch.type()),
                batch.all().size(),
                key,
                asked == null ? null : asked.text(),
                config.lookEvery().toMillis());
        return submits.write(
                        id,
                        batch.all().stream().map(batch::task).toList(),
                        owner,
                        connection -> store.open(connection, row))
                .chain(written -> written || key == null || asked == null
                        ? found(id, owner).map(view -> new Submitted(view, false))
                        : first(key, asked, owner).map(view -> new Submitted(view, true)));
    }

    private Uni<BatchView> first(String key, Fingerprint asked, Identity owner) {
        return store.used(owner.tenant(), owner.subject(), key)
                .map(used -> used.orElseThrow(() -> new ApiException(
                        ErrorCode.IDEMPOTENCY_IN_FLIGHT,
                        "The first batch of this key has just been forgotten; try again")))
                .chain(used -> {
                    Fingerprint before = new Fingerprint(used.fingerprint());
                    if (!before.matches(asked)) {
                        throw new ApiException(
                                ErrorCode.IDEMPOTENCY_CONFLICT,
                                "The key was used for batch " + used.id() + ", which differs in "
                                        + String.join(", ", before.differences(asked)));
                    }
                    return found(used.id(), owner);
                });
    }

    private Uni<BatchView> found(UUID id, Identity caller) {
        return store.find(id, Scope.of(caller)).map(found -> found.orElseThrow(() -> unknown(id.toString())));
    }

    /** The id of a batch that the caller may see. @throws ApiException NOT_FOUND if there is none */
    Uni<UUID> known(String id, Identity caller) {
        UUID batch = Ids.parse(id, Batches::unknown);
        return store.exists(batch, Scope.of(caller)).map(there -> {
            if (!there) {
                throw unknown(id);
            }
            return batch;
        });
    }

    /** A batch that the caller may see. @throws ApiException NOT_FOUND if there is none */
    Uni<BatchView> find(String id, Identity caller) {
        return found(Ids.parse(id, Batches::unknown), caller);
    }

    /** What was done to the tasks of a batch. */
    record Done(List<Effect> effects, BatchView batch) {}

    /** Changes its tasks that are in one of these states, in any if there are none: one transaction. */
    Uni<Done> change(String id, Collection<TaskState> states, Change change, Identity caller) {
        return known(id, caller)
                .chain(batch -> store.tasks(batch, states))
                .chain(tasks -> control.apply(change, tasks, Actor.of(caller)))
                .chain(effects -> find(id, caller).map(batch -> new Done(effects, batch)));
    }

    private static ApiException unknown(String id) {
        return new ApiException(ErrorCode.NOT_FOUND, "There is no batch " + Ids.shown(id));
    }
}
