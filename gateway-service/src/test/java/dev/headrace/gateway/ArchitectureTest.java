package dev.headrace.gateway;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.headrace.platform.architecture.HeadraceRules;

@AnalyzeClasses(packages = "dev.headrace.gateway")
class ArchitectureTest {
    @ArchTest
    static final ArchTests RULES = ArchTests.in(HeadraceRules.class);
}
