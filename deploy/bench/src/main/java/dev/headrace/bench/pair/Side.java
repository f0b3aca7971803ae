package dev.headrace.bench.pair;

import dev.headrace.bench.load.Generator;
import dev.headrace.bench.probe.Database;
import dev.headrace.bench.probe.Probe;
import dev.headrace.bench.probe.Processes;
import dev.headrace.bench.shape.Child;
import dev.headrace.bench.shape.Round;
import dev.headrace.bench.shape.Sample;
import dev.headrace.bench.shape.Sizes;
import dev.headrace.bench.work.Worker;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of two suites, with a generator and a worker of its own. */
public final class Side implements AutoCloseable {
    private final Child generator;
    private final Child worker;
    private final Probe probe;

    /** @param processes process ids of the suite by name */
    public Side(String url, String key, Map<String, Long> processes, Optional<Database> database) throws IOException {
        this.generator = Child.start(Generator.class, url, key);
        this.worker = Child.start(Worker.class, url, key);
        this.probe = new Probe(new Processes(processes), database);
    }

    List<Sample> round(Sizes sizes, String name) throws SQLException {
        return new Round(generator, worker, probe, sizes, name).rates();
    }

    @Override
    public void close() {
        generator.close();
        worker.close();
    }
}
