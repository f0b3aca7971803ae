package dev.headrace.platform.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Gives the framework's mapper the conventions of {@link JsonBytes}. */
@Singleton
public final class JsonConventions implements ObjectMapperCustomizer {
    @Override
    public void customize(ObjectMapper mapper) {
        JsonBytes.configure(mapper);
    }
}
