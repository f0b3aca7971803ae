package dev.headrace.bench.probe;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Reads what the whole system has used up to now. Without a database its figures are 0. */
public final class Probe {
    private final Processes processes;
    private final Optional<Database> database;

    public Probe(Processes processes, Optional<Database> database) {
        this.processes = processes;
        this.database = database;
    }

    public Use now() throws SQLException {
        return new Use(
                processes.cpuMs(),
                processes.memoryKb(),
                database.isPresent() ? database.get().walBytes() : 0,
                database.isPresent() ? database.get().commits() : 0);
    }

    /** Waits until what was asked of the system before is done; see {@link Rest}. */
    public void rest() {
        Rest.await(processes);
    }

    /** Whatever needs the task database itself. */
    public Optional<Database> database() {
        return database;
    }

    public long deadRows() throws SQLException {
        return database.isPresent() ? database.get().deadRows() : 0;
    }

    public Map<String, String> settings() throws SQLException {
        return database.isPresent() ? database.get().settings() : Map.of();
    }
}
