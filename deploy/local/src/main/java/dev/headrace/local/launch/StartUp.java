package dev.headrace.local.launch;

import dev.headrace.local.process.Server;
import dev.headrace.local.process.StartException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Starts servers side by side and tells how long each took. */
final class StartUp {

    private final Progress progress;
    private final PidFile pids;

    StartUp(Progress progress, PidFile pids) {
        this.progress = progress;
        this.pids = pids;
    }

    /** Returns when all answer; throws as soon as one does not. */
    void together(List<? extends Server> servers) {
        if (servers.isEmpty()) {
            return;
        }
        progress.line("starting "
                + String.join(", ", servers.stream().map(Server::name).toList()));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ExecutorCompletionService<String> starts = new ExecutorCompletionService<>(threads);
        servers.forEach(server -> starts.submit(() -> start(server)));
        try {
            for (int i = 0; i < servers.size(); i++) {
                progress.line(starts.take().get());
            }
            threads.close();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StartException why ? why : new StartException(reason(e), "", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted", "", e);
        }
    }

    private static String reason(ExecutionException e) {
        return String.valueOf(e.getCause());
    }

    private String start(Server server) {
        long before = System.nanoTime();
        server.start();
        pids.put(server.name(), server.pid());
        return String.format(Locale.ROOT, "  %-18s ready in %4.1f s", server.name(), seconds(before));
    }

    static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
