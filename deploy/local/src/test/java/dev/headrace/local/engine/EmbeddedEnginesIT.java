package dev.headrace.local.engine;

import dev.headrace.local.process.Guard;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedEnginesIT extends EngineConformance {

    private static final Guard GUARD = Guard.start();

    @TempDir
    static Path home;

    @Override
    Engines engines() {
        return Engines.embedded(home, GUARD);
    }

    @AfterAll
    static void endGuard() {
        GUARD.close();
    }
}
