package dev.headrace.local.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.process.Ports;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process, with real engines and stand-ins for the services. */
class LauncherIT {

    @TempDir
    Path folder;

    private LauncherProcess launcher;

    @BeforeEach
    void prepare() throws IOException {
        launcher = new LauncherProcess(Map.of(
                "HEADRACE_PACKAGES",
                        FakeService.packages(folder.resolve("packages")).toString(),
                "HEADRACE_DATA", folder.resolve("data").toString(),
                "HEADRACE_PORT", String.valueOf(Ports.free()),
                "HEADRACE_DEMO", "0"));
    }

    @AfterEach
    void end() throws InterruptedException {
        launcher.terminate();
    }

    @Test
    void nothingOutlivesAKilledLauncherAndTheNextOneContinues() throws Exception {
        // Given a suite that is ready
        launcher.start();
        launcher.awaitLine("Headrace is ready");
        List<ProcessHandle> all = pids();
        assertEquals(8, all.size());

        // When its launcher is killed
        launcher.kill();

        // Then all its processes end, and another start finds the data
        for (ProcessHandle one : all) {
            one.onExit().get(60, TimeUnit.SECONDS);
        }
        launcher.start();
        launcher.awaitLine("Headrace is ready");
        assertEquals(0, launcher.terminate());
        assertEquals("", Files.readString(folder.resolve("data/pids")));
    }

    @Test
    void endsWithItsParentAndStartsAgainWhatCrashed() throws Exception {
        Process parent = new ProcessBuilder("sleep", "1000").start();
        launcher.put("HEADRACE_PARENT", String.valueOf(parent.pid()));
        launcher.put("HEADRACE_TASK_REPLICAS", "2");
        launcher.start();
        launcher.awaitLine("Headrace is ready");
        List<ProcessHandle> all = pids();
        assertEquals(9, all.size());

        for (String crashed : List.of("cache-service", "task-service-2", "task-service")) {
            ProcessHandle.of(pid(crashed)).orElseThrow().destroyForcibly();
            launcher.awaitLine(crashed + " ended by itself; starting it again in 1 s");
            launcher.awaitLine(crashed + " runs again");
            assertTrue(ProcessHandle.of(pid(crashed)).orElseThrow().isAlive());
        }
        parent.destroyForcibly();

        assertEquals(0, launcher.awaitExit());
        assertFalse(all.stream().anyMatch(ProcessHandle::isAlive));
    }

    @Test
    void twoLaunchersDoNotShareADataFolder() throws Exception {
        launcher.start();
        launcher.awaitLine("Headrace is starting");
        LauncherProcess second = launcher.another(Map.of("HEADRACE_PORT", String.valueOf(Ports.free())));

        second.start();

        assertEquals(1, second.awaitExit());
        assertTrue(second.error().contains("is in use by process " + launcher.pid()), second.error());
        assertEquals(1, second.error().lines().count());
    }

    @Test
    void tellsThatThePortIsInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            launcher.put("HEADRACE_PORT", String.valueOf(other.getLocalPort()));

            launcher.start();

            assertEquals(1, launcher.awaitExit());
            assertEquals(
                    "headrace: Port " + other.getLocalPort()
                            + " on 127.0.0.1 is in use: end what listens there, or set HEADRACE_PORT to another port",
                    launcher.error());
        }
    }

    @Test
    void tellsThatTheDataFolderIsNone() throws Exception {
        launcher.put("HEADRACE_DATA", Files.createFile(folder.resolve("file")).toString());

        launcher.start();

        assertEquals(1, launcher.awaitExit());
        assertTrue(launcher.error().contains("cannot be used"), launcher.error());
        assertEquals(1, launcher.error().lines().count());
    }

    @Test
    void tellsThatTheDatabaseIsFromAnotherVersion() throws Exception {
        Path cluster = Files.createDirectories(folder.resolve("data/postgres/cluster"));
        Files.writeString(cluster.resolve("PG_VERSION"), "14\n");

        launcher.start();

        assertEquals(1, launcher.awaitExit());
        assertTrue(launcher.error().contains("was made by PostgreSQL 14"), launcher.error());
    }

    @Test
    void tellsWhichServiceDidNotStartAndLeavesNothing() throws Exception {
        Files.delete(folder.resolve("packages/webhook-service/target/quarkus-app/quarkus-run.jar"));

        launcher.start();

        assertEquals(1, launcher.awaitExit());
        assertTrue(launcher.error().startsWith("headrace: webhook-service cannot start"), launcher.error());
        assertEquals("", Files.readString(folder.resolve("data/pids")));
    }

    private List<ProcessHandle> pids() throws IOException {
        return Files.readAllLines(folder.resolve("data/pids")).stream()
                .map(line ->
                        ProcessHandle.of(Long.parseLong(line.split(" ", -1)[1])).orElseThrow())
                .toList();
    }

    private long pid(String name) throws IOException {
        return Files.readAllLines(folder.resolve("data/pids")).stream()
                .map(line -> line.split(" ", -1))
                .filter(words -> words[0].equals(name))
                .mapToLong(words -> Long.parseLong(words[1]))
                .findFirst()
                .orElseThrow();
    }
}
