package dev.headrace.worker;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;

/** What a worker does by default with its events: it logs through {@link System.Logger}. Extend it to count as well. */
public class LoggingListener implements WorkerListener {
    private static final System.Logger LOG = System.getLogger(Worker.class.getName());

    @Override
    public void registered(String workerId) {
        LOG.log(INFO, "registered as {0}", workerId);
    }

    @Override
    public void ended(Task task, Ending ending, Duration took) {
        LOG.log(DEBUG, "{0} ended {1} after {2} ms", task, ending, took.toMillis());
    }

    @Override
    public void lost(Task task) {
        LOG.log(DEBUG, "{0} is not ours any more", task);
    }

    @Override
    public void refused(Task task, String reason) {
        LOG.log(WARNING, "the answer for {0} is refused: {1}", task, reason);
    }

    @Override
    public void failed(String call, Exception reason, Duration pause) {
        LOG.log(WARNING, "{0} failed, trying again in {1} ms: {2}", call, pause.toMillis(), reason.getMessage());
    }

    @Override
    public void draining() {
        LOG.log(INFO, "leases nothing more");
    }

    @Override
    public void stopped() {
        LOG.log(INFO, "stopped");
    }
}
