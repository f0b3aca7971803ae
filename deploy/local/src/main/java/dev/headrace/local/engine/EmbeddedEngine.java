package dev.headrace.local.engine;

import dev.headrace.local.process.ChildServer;
import dev.headrace.local.process.Guard;
import dev.headrace.local.process.Place;
import dev.headrace.local.process.Stage;
import dev.headrace.local.process.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A child process with its data in {@code home/<name>} and its log in {@code home/logs/<name>.log}. */
abstract class EmbeddedEngine extends ChildServer {

    private final Path data;

    EmbeddedEngine(String name, StopSignal stopSignal, Path home, Guard guard) {
        super(place(name, stopSignal, home), guard);
        this.data = home.resolve(name);
    }

    private static Place place(String name, StopSignal stopSignal, Path home) {
        try {
            Path logs = Files.createDirectories(home.resolve("logs"));
            Path data = Files.createDirectories(home.resolve(name));
            return new Place(name, data, logs.resolve(name + ".log"), stopSignal, Stage.ENGINE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final Path data() {
        return data;
    }

    @Override
    protected Map<String, String> environment() {
        return Map.of("TZ", "UTC", "MALLOC_ARENA_MAX", "2");
    }
}
