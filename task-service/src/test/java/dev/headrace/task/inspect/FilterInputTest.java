package dev.headrace.task.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterInputTest {
    private static TaskFilter read(String... namesAndValues) {
        Violations violations = new Violations();
        TaskFilter filter = input(namesAndValues).read(violations);
        violations.orThrow();
        return filter;
    }

    private static FilterInput input(String... namesAndValues) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            query.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return FilterInput.of(query);
    }

    @Test
    void severalStatesAreGivenByCommasOrRepeated() {
        TaskFilter filter = read("state", "dead, CANCELLED", "state", "ready", "priority", "high,DEFERRED");
        assertEquals(Set.of(TaskState.DEAD, TaskState.CANCELLED, TaskState.READY), filter.states());
        assertEquals(Set.of(Priority.HIGH, Priority.BULK), filter.priorities());
    }

    @Test
    void aTypeMayEndInAStar() {
        assertTrue(read("type", "mail.*").typePrefix());
        assertEquals("mail.", read("type", "mail.*").type());
        assertEquals(
                Instant.parse("2026-11-22T06:00:00Z"),
                read("created_after", "2026-11-22T08:00:00+02:00").times().createdAfter());
    }

    @Test
    void everythingWrongIsNamed() {
        Violations violations = new Violations("filter.");
        input("state", "GONE", "type", "a*b", "created_before", "yesterday", "priority", ",", "owner", " ", "text", "")
                .read(violations);
        assertEquals(
                Set.of(
                        "filter.state",
                        "filter.type",
                        "filter.created_before",
                        "filter.priority",
                        "filter.owner",
                        "filter.text"),
                Set.copyOf(violations.errors().stream().map(FieldError::field).toList()));
    }

    @Test
    void equalFiltersHaveOneFingerprintAndOthersAnother() {
        assertEquals(
                read("state", "DEAD,READY").fingerprint(),
                read("state", "ready", "state", "dead").fingerprint());
        assertNotEquals(read("queue", "a").fingerprint(), read("tag", "a").fingerprint());
        assertTrue(read().isOpen());
        List.of("type", "queue", "tag", "owner", "tenant", "text")
                .forEach(name -> assertTrue(!read(name, "x").isOpen(), name));
    }

    @Test
    void aFilterNarrowsWhatACallerSeesAndNeverWidensIt() {
        Identity user = new Identity("t", "ann", Set.of(Role.USER), "free", Set.of());
        Identity operator = new Identity("t", "bob", Set.of(Role.OPERATOR), "free", Set.of());
        Identity admin = new Identity("t", "root", Set.of(Role.ADMIN), "free", Set.of());
        assertEquals(new Scope("t", "ann"), Scope.of(user).narrowedBy(read("owner", "ann")));
        assertEquals(new Scope("t", "ann"), Scope.of(operator).narrowedBy(read("owner", "ann", "tenant", "t")));
        assertEquals(new Scope("u", null), Scope.of(admin).narrowedBy(read("tenant", "u")));
        assertEquals(new Scope(null, null), Scope.of(admin).narrowedBy(read()));
        assertThrows(ApiException.class, () -> Scope.of(user).narrowedBy(read("owner", "bob")));
        assertThrows(ApiException.class, () -> Scope.of(operator).narrowedBy(read("tenant", "u")));
    }
}
