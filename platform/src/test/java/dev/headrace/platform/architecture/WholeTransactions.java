package dev.headrace.platform.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * A caller that hangs up must not take back what is under way in a session of Hibernate: the session would be closed while its
 * connection still works, and the connection go back to the pool with an open transaction that keeps its locks.
 */
final class WholeTransactions extends ArchCondition<JavaClass> {
    private static final String ANNOTATIONS = "io.quarkus.hibernate.reactive.panache.common.";
    private static final List<String> SESSIONS =
            List.of(ANNOTATIONS + "WithTransaction", ANNOTATIONS + "WithSession", ANNOTATIONS + "WithSessionOnDemand");

    WholeTransactions() {
        super("be @Cancellable(false) if they use a store that works in sessions");
    }

    @Override
    public void check(JavaClass resource, ConditionEvents events) {
        boolean cancellable = resource.tryGetAnnotationOfType(Cancellable.class)
                .map(Cancellable::value)
                .orElse(true);
        if (cancellable) {
            resource.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .distinct()
                    .filter(used -> used.getMethods().stream().anyMatch(WholeTransactions::opensSession))
                    .forEach(store -> events.add(SimpleConditionEvent.violated(
                            resource, resource.getName() + " uses " + store.getName() + " and can be cancelled")));
        }
    }

    private static boolean opensSession(JavaMethod method) {
        return SESSIONS.stream().anyMatch(method::isAnnotatedWith);
    }
}
