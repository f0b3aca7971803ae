package dev.headrace.platform.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.headrace.platform.api.BodyCheck;
import dev.headrace.platform.api.CheckedBody;

/** Somebody can say of each body what is wrong with its values, also while some of its fields cannot be read. */
final class CheckedBodies extends ArchCondition<JavaMethod> {
    CheckedBodies() {
        super("read bodies that are a CheckedBody, or have a BodyCheck");
    }

    @Override
    public void check(JavaMethod operation, ConditionEvents events) {
        operation.getRawParameterTypes().stream()
                .filter(JavaClass::isRecord)
                .filter(body -> !body.isAssignableTo(CheckedBody.class) && !hasCheck(body))
                .forEach(body -> events.add(SimpleConditionEvent.violated(
                        operation, operation.getFullName() + " reads " + body.getName() + ", which nobody checks")));
    }

    private static boolean hasCheck(JavaClass body) {
        return body.getDirectDependenciesToSelf().stream()
                .map(Dependency::getOriginClass)
                .flatMap(user -> user.getInterfaces().stream())
                .filter(type -> type.toErasure().isEquivalentTo(BodyCheck.class))
                .anyMatch(type -> type instanceof JavaParameterizedType check
                        && check.getActualTypeArguments().getFirst().toErasure().equals(body));
    }
}
