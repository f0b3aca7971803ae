package dev.headrace.platform.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;

/**
 * Removing an entity from a session. Hibernate Reactive keeps the end of a removal in a field that all sessions share: of two at a
 * time one never ends, with its transaction, its locks and its connection (hibernate-reactive#1713).
 */
final class EntityRemoval extends DescribedPredicate<JavaAccess<?>> {
    private static final Set<String> NAMES = Set.of("delete", "deleteById", "remove", "removeAll");
    private static final List<String> OWNERS = List.of(
            "io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase",
            "io.quarkus.hibernate.reactive.panache.PanacheEntityBase",
            "org.hibernate.reactive.mutiny.Mutiny$Session");

    EntityRemoval() {
        super("an entity is removed, instead of a row deleted by a statement");
    }

    @Override
    public boolean test(JavaAccess<?> access) {
        return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget called
                && NAMES.contains(called.getName())
                && OWNERS.stream().anyMatch(called.getOwner()::isAssignableTo)
                && takesAnything(called.getRawParameterTypes());
    }

    /** As generated code sees an entity or an id, whatever its type; a statement is a String. */
    private static boolean takesAnything(List<JavaClass> parameters) {
        return parameters.size() == 1
                && parameters.getFirst().getBaseComponentType().isEquivalentTo(Object.class);
    }
}
