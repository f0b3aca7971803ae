package dev.headrace.bench.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Reads {@code /proc}: processor time and memory of named processes, each with all its descendants. */
public final class Processes {
    /** What everything else on the machine used: a measurement where that is much is worth little. */
    public static final String OTHERS = "others";

    private static final long TICK_MS = 10;

    private final Map<String, Long> pids;

    public Processes(Map<String, Long> pids) {
        this.pids = Map.copyOf(pids);
    }

    /** User and system time since each process began, in milliseconds; a tick of the clock is 10 ms. */
    public Map<String, Long> cpuMs() {
        Map<String, Long> values = each(Processes::ticks, TICK_MS);
        long ours = values.values().stream().mapToLong(Long::longValue).sum();
        values.put(OTHERS, busyTicks() * TICK_MS - ours);
        return values;
    }

    /** User, nice, system, interrupts of all cores, from the first line of proc_stat(5). */
    private static long busyTicks() {
        String[] fields =
                read(Path.of("/proc/stat")).lines().findFirst().orElse("").split(" +", -1);
        long ticks = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            ticks += fields.length > i ? Long.parseLong(fields[i]) : 0;
        }
        return ticks;
    }

    /** Proportional set size in KiB: shared pages are divided among those who share them. */
    public Map<String, Long> memoryKb() {
        return each(Processes::pss, 1);
    }

    private Map<String, Long> each(ToLongFunction<Path> measure, long factor) {
        Map<String, Long> values = new LinkedHashMap<>();
        pids.forEach(
                (name, pid) -> values.put(name, family(pid).mapToLong(measure).sum() * factor));
        return values;
    }

    private static Stream<Path> family(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(process -> Path.of("/proc", Long.toString(process.pid())));
    }

    /** Fields 14 and 15 of proc_pid_stat(5), plus 16 and 17: children that have ended. */
    private static long ticks(Path process) {
        String stat = read(process.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        long ticks = 0;
        for (int i = 11; i <= 14 && fields.length > 14; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }

    private static long pss(Path process) {
        return read(process.resolve("smaps_rollup"))
                .lines()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /** Empty where the process has ended meanwhile. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
