package dev.headrace.local.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardIT {

    @TempDir
    Path folder;

    @Test
    void nothingOutlivesAStarterThatWasKilled() throws Exception {
        // Given a program with children, one of which ignores SIGTERM
        Path scratch = Files.createDirectories(folder.resolve("scratch/inner")).getParent();
        Process program = start();
        List<ProcessHandle> family = pids(program).stream()
                .map(pid -> ProcessHandle.of(pid).orElseThrow())
                .toList();
        assertEquals(4, family.size());

        // When it is killed
        program.destroyForcibly();

        // Then all of them end, and the scratch folder is gone
        for (ProcessHandle member : family) {
            member.onExit().get(60, TimeUnit.SECONDS);
        }
        assertFalse(Files.exists(scratch));
    }

    @Test
    void aStoppedChildIsNoLongerListed() throws Exception {
        try (Guard guard = Guard.start()) {
            Child child = Child.start(
                    new Command(
                            "sleeper",
                            List.of("sleep", "1000"),
                            Map.of(),
                            folder,
                            folder.resolve("log"),
                            StopSignal.TERM,
                            Stage.SERVICE),
                    guard);
            assertTrue(child.alive());

            child.stop(Duration.ofSeconds(10));

            assertFalse(child.alive());
            assertEquals(128 + 15, child.onExit().get(1, TimeUnit.SECONDS));
        }
    }

    private Process start() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GuardedProgram.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<Long> pids(Process program) throws Exception {
        BufferedReader output = program.inputReader();
        List<Long> pids = new ArrayList<>();
        for (String line = output.readLine(); line != null && !line.equals("ready"); line = output.readLine()) {
            pids.add(Long.valueOf(line));
        }
        return pids;
    }
}
