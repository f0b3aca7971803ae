package dev.headrace.platform.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** Gives the framework's mapper the conventions of {@link JsonBytes}. */
@Singleton
public final class JsonConventions implements ObjectMapperCustomizer {
    private final Instance<BodyCheck<?>> checks;

    JsonConventions(@Any Instance<BodyCheck<?>> checks) {
        this.checks = checks;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        JsonBytes.configure(mapper, checks::stream);
    }

    /** Last: the framework registers its modules after customizers of normal priority, and the last serializer wins. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }
}
