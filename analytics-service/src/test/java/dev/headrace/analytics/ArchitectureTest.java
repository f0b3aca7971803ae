package dev.headrace.analytics;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.headrace.platform.architecture.HeadraceRules;

@AnalyzeClasses(packages = "dev.headrace.analytics", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests RULES = ArchTests.in(HeadraceRules.class);

    @ArchTest
    static final ArchRule AGGREGATION_IS_PURE = ArchRuleDefinition.classes()
            .that()
            .resideInAPackage("dev.headrace.analytics.rollup")
            .and()
            .doNotHaveSimpleName("Columns")
            .and()
            .doNotHaveSimpleName("RollupStore")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", "org.apache.datasketches..", "dev.headrace.analytics.rollup");
}
