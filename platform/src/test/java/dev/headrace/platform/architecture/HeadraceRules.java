package dev.headrace.platform.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** The rules of style that the build enforces in every module. */
public final class HeadraceRules {
    private static final int MAX_CONSTRUCTOR_PARAMETERS = 7;

    private HeadraceRules() {}

    /** Rule 1: packages are named for a feature. */
    @ArchTest
    static final ArchRule NO_DUMPS = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..", "..utils..", "..common..", "..helper..", "..support..", "..manager..", "..impl..");

    /** Rule 3: the domain imports the JDK only. */
    @ArchTest
    static final ArchRule PURE_DOMAIN = classes()
            .that()
            .resideInAnyPackage("dev.headrace.*.model..", "dev.headrace.*.signing..", "dev.headrace.*.guard.rule..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "org.jspecify..",
                    "dev.headrace.*.model..",
                    "dev.headrace.*.signing..",
                    "dev.headrace.*.guard.rule..")
            .allowEmptyShould(true);

    /** Rule 2: at most seven constructor parameters; records are values and may have more. */
    @ArchTest
    static final ArchRule SMALL_CONSTRUCTORS =
            classes().that(areNotRecords()).should(haveSmallConstructors()).allowEmptyShould(true);

    /** Rule 7: null is marked in every package. */
    @ArchTest
    static final ArchRule NULL_MARKED =
            classes().should(resideInNullMarkedPackage()).allowEmptyShould(true);

    /** Rule 8: constructor injection. */
    @ArchTest
    static final ArchRule NO_INJECTED_FIELDS = fields().that()
            .areDeclaredInClassesThat()
            .haveSimpleNameNotEndingWith("IT")
            .and()
            .areDeclaredInClassesThat()
            .haveSimpleNameNotEndingWith("Test")
            .should()
            .notBeAnnotatedWith("jakarta.inject.Inject")
            .allowEmptyShould(true);

    /** Rule 14: blocking waits only where a test or a lifecycle boundary asks for them. */
    @ArchTest
    static final ArchRule NO_SLEEP = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    /** Features do not depend on one another in circles. */
    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.headrace.*.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    /** Output goes through the log. */
    @ArchTest
    static final ArchRule NO_STACK_TRACES = noClasses().should().callMethod(Throwable.class, "printStackTrace");

    /** Rule 11 of the layout: resources speak JSON shapes, not storage. */
    @ArchTest
    static final ArchRule RESOURCES_ARE_RESOURCES = methods()
            .that()
            .areAnnotatedWith("jakarta.ws.rs.Path")
            .should()
            .beDeclaredInClassesThat()
            .haveSimpleNameEndingWith("Resource")
            .allowEmptyShould(true);

    /** Every operation says which scope it needs. */
    @ArchTest
    static final ArchRule SCOPES_ARE_DECLARED = classes()
            .that()
            .areAnnotatedWith("jakarta.ws.rs.Path")
            .should()
            .beAnnotatedWith("dev.headrace.platform.identity.Scoped")
            .allowEmptyShould(true);

    /** One answer names everything that is wrong with a body. */
    @ArchTest
    static final ArchRule BODIES_ARE_CHECKED = methods()
            .that()
            .areAnnotatedWith("jakarta.ws.rs.POST")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.PUT")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.PATCH")
            .should(new CheckedBodies())
            .allowEmptyShould(true);

    /** Who hangs up leaves no transaction behind. */
    @ArchTest
    static final ArchRule TRANSACTIONS_ARE_WHOLE = classes()
            .that()
            .areAnnotatedWith("jakarta.ws.rs.Path")
            .should(new WholeTransactions())
            .allowEmptyShould(true);

    /** Rows are deleted by statements. */
    @ArchTest
    static final ArchRule NO_ENTITY_IS_REMOVED = noClasses().should().accessTargetWhere(new EntityRemoval());

    /** Operations name the errors that are theirs. */
    @ArchTest
    static final ArchRule ERRORS_ARE_NAMED = classes().should(new NamedErrors()).allowEmptyShould(true);

    private static DescribedPredicate<JavaClass> areNotRecords() {
        return DescribedPredicate.describe(
                "are not records",
                c -> !c.isRecord()
                        && !c.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !c.isEnum()
                        && !c.getSimpleName().contains("_"));
    }

    private static ArchCondition<JavaClass> haveSmallConstructors() {
        return new ArchCondition<>("have at most " + MAX_CONSTRUCTOR_PARAMETERS + " constructor parameters") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaConstructor constructor : type.getConstructors()) {
                    int size = constructor.getRawParameterTypes().size();
                    if (size > MAX_CONSTRUCTOR_PARAMETERS) {
                        events.add(
                                SimpleConditionEvent.violated(constructor, constructor.getFullName() + " has " + size));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> resideInNullMarkedPackage() {
        return new ArchCondition<>("reside in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                if (!marked) {
                    events.add(
                            SimpleConditionEvent.violated(type, type.getName() + " is not in a @NullMarked package"));
                }
            }
        };
    }
}
