package dev.headrace.analytics;

import dev.headrace.local.fixture.HeadraceTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** PostgreSQL and Kafka, shared by the test classes of this module. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithTestResource(
        value = HeadraceTestResource.class,
        scope = TestResourceScope.MATCHING_RESOURCES,
        initArgs = {
            @ResourceArg(name = "engines", value = "postgres,kafka"),
            @ResourceArg(name = "database", value = "headrace_analytics")
        })
public @interface AnalyticsEngines {}
