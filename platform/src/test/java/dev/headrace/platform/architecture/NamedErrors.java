package dev.headrace.platform.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.OperationErrors;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * What a service's code throws as a matter of an operation, some operation names by {@link OperationErrors}; and what is named is
 * thrown. Which of several operations it is, the end-to-end tests see.
 */
final class NamedErrors extends ArchCondition<JavaClass> {
    private final Map<ErrorCode, String> named = new TreeMap<>();
    private final Map<ErrorCode, String> thrown = new TreeMap<>();
    private boolean hasOperations;

    NamedErrors() {
        super("throw the errors that operations name");
    }

    @Override
    public void init(Collection<JavaClass> all) {
        named.clear();
        thrown.clear();
        hasOperations = false;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        type.getMethods().forEach(method -> name(method, events));
        if (!speaksByMessages(type)) {
            type.getFieldAccessesFromSelf().stream()
                    .filter(access -> access.getTargetOwner().isEquivalentTo(ErrorCode.class))
                    .forEach(this::uses);
        }
    }

    /** What is thrown over a WebSocket is told in messages, and before it opens by no resource. */
    private static boolean speaksByMessages(JavaClass type) {
        return type.getPackageName().endsWith(".live") || type.getPackageName().endsWith(".stream");
    }

    private void name(JavaMethod method, ConditionEvents events) {
        Operation operation = method.tryGetAnnotationOfType(Operation.class).orElse(null);
        if (operation == null) {
            return;
        }
        hasOperations = true;
        Arrays.stream(operation.extensions())
                .filter(extension -> extension.name().equals(OperationErrors.NAME))
                .flatMap(extension -> Arrays.stream(extension.value().split(" ")))
                .forEach(code -> OperationErrors.of(code).stream()
                        .findFirst()
                        .ifPresentOrElse(
                                known -> named.put(known, method.getFullName()),
                                () -> violated(events, method.getFullName() + " names no error: " + code)));
    }

    private void uses(JavaFieldAccess access) {
        Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(access.getTarget().getName()) && isOfAnOperation(code))
                .forEach(code -> thrown.put(code, access.getDescription()));
    }

    private static boolean isOfAnOperation(ErrorCode code) {
        return code.status() == 409
                || (code.status() == 404 && code != ErrorCode.ROUTE_NOT_FOUND)
                || code == ErrorCode.IDEMPOTENCY_CONFLICT;
    }

    @Override
    public void finish(ConditionEvents events) {
        if (!hasOperations) {
            return;
        }
        thrown.forEach((code, where) -> {
            if (!named.containsKey(code)) {
                violated(events, "no operation names " + code + " by " + OperationErrors.NAME + ": " + where);
            }
        });
        named.forEach((code, where) -> {
            if (!thrown.containsKey(code)) {
                violated(events, where + " names " + code + ", which nothing throws");
            }
        });
    }

    private void violated(ConditionEvents events, String message) {
        events.add(SimpleConditionEvent.violated(this, message));
    }
}
