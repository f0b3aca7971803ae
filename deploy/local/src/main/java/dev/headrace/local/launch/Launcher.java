package dev.headrace.local.launch;

import dev.headrace.local.demo.Demonstration;
import dev.headrace.local.process.ClassArchive;
import dev.headrace.local.process.StartException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The program behind {@code make run}: starts the suite, shows what it can do, and stays until it is told to end. */
public final class Launcher {
    /** The demonstration has receivers of its own. */
    private static final String THIS_MACHINE = "127.0.0.0/8,::1/128";

    private final LauncherConfig config;
    private final PrintStream out;

    private Launcher(LauncherConfig config, PrintStream out) {
        this.config = config;
        this.out = out;
    }

    public static void main(String[] args) {
        try {
            new Launcher(LauncherConfig.from(System.getenv()), System.out).run();
        } catch (StartException e) {
            System.err.println("headrace: " + e.summary());
            System.exit(1);
        }
    }

    private void run() {
        long begin = System.nanoTime();
        SuiteOptions options = options();
        Suite suite = Suite.of(options);
        Ending ending = new Ending(suite, out);
        config.parent().flatMap(ProcessHandle::of).ifPresent(ending::withProcess);
        out.println("Headrace is starting; data in " + shown(options.data()));
        try {
            suite.start();
        } catch (StartException e) {
            ending.afterFailure(e);
            return;
        }
        out.print(readyScreen(suite, StartUp.seconds(begin)));
        if (config.demo()) {
            new Demonstration(suite, options.packages(), out).show();
            out.println("Headrace stays up at " + suite.gatewayUrl() + " until Ctrl-C.");
        }
        ending.await();
    }

    private SuiteOptions options() {
        SuiteOptions options = SuiteOptions.in(config.data())
                .withGateway(config.host(), config.port())
                .withExisting(config.existing())
                .withProgress(out::println)
                .withTaskReplicas(config.taskReplicas())
                .supervised();
        if (config.packages().isPresent()) {
            options = options.withPackages(config.packages().get());
        }
        if (config.develop().isPresent()) {
            options = options.developing(config.develop().get());
        }
        for (Service service : Service.values()) {
            options = options.withJava(service, archive(options, service));
        }
        return config.demo()
                ? options.with(Service.WEBHOOK, "HEADRACE_WEBHOOK_ALLOWED_NETWORKS", THIS_MACHINE)
                        .with(Service.TASK, "HEADRACE_PUSH_ALLOWED_NETWORKS", THIS_MACHINE)
                : options;
    }

    private static List<String> archive(SuiteOptions options, Service service) {
        Path jars = options.packages().resolve(service.title()).resolve("target/quarkus-app");
        try {
            return new ClassArchive(jars, service.title()).options();
        } catch (IOException e) {
            throw new StartException("Cannot use " + jars + ": " + e.getMessage(), "", e);
        }
    }

    private String readyScreen(Suite suite, double seconds) {
        return String.format(
                Locale.ROOT,
                """

                Headrace is ready (%.0f s).

                  Gateway    %s
                  API docs   %s/api/v1/docs
                  Admin key  in %s
                  Logs       in %s
                  Stop       Ctrl-C

                """,
                seconds,
                suite.gatewayUrl(),
                suite.gatewayUrl(),
                shown(suite.adminKeyFile()),
                shown(suite.logFolder()));
    }

    /** Relative where that is shorter. */
    private static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
