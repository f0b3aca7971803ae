package dev.headrace.local.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import dev.headrace.local.process.Ports;
import dev.headrace.local.process.Server;
import dev.headrace.local.process.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A server as one container that keeps its port and its files over stop, kill and start. */
abstract class ContainerEngine implements Server {

    private static final int GRACE_SECONDS = 20;
    private static final long PAUSE_MILLIS = 100;
    private static final long LIMIT_NANOS = 90_000_000_000L;

    private final String name;
    private final int port = Ports.free();
    private final GenericContainer<?> container;

    ContainerEngine(String name, String image, int inside) {
        this.name = name;
        this.container = new GenericContainer<>(DockerImageName.parse(image));
        this.container.setPortBindings(List.of("127.0.0.1:" + port + ":" + inside));
    }

    /** Environment of the container, asked for once before its first start. */
    abstract Map<String, String> environment();

    /** The container's command line; empty for the image's own. */
    abstract List<String> command();

    abstract void ask() throws Exception;

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int port() {
        return port;
    }

    @Override
    public final synchronized void start() {
        if (running()) {
            return;
        }
        if (container.getContainerId() == null) {
            container.withEnv(environment());
            if (!command().isEmpty()) {
                container.withCommand(command().toArray(String[]::new));
            }
            container.start();
        } else {
            docker().startContainerCmd(container.getContainerId()).exec();
        }
        awaitAnswer();
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (true) {
            try {
                ask();
                return;
            } catch (Exception e) {
                if (endsWithin(PAUSE_MILLIS) || System.nanoTime() > deadline) {
                    throw new StartException(name + " does not answer", container.getLogs(), e);
                }
            }
        }
    }

    private boolean endsWithin(long millis) {
        try (WaitContainerResultCallback end =
                docker().waitContainerCmd(container.getContainerId()).start()) {
            return end.awaitCompletion(millis, TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public final synchronized void stop() {
        if (running()) {
            docker().stopContainerCmd(container.getContainerId())
                    .withTimeout(GRACE_SECONDS)
                    .exec();
        }
    }

    @Override
    public final synchronized void kill() {
        if (running()) {
            docker().killContainerCmd(container.getContainerId()).exec();
        }
    }

    @Override
    public final synchronized boolean running() {
        return container.getContainerId() != null && container.isRunning();
    }

    @Override
    public final synchronized long pid() {
        if (!running()) {
            throw new IllegalStateException(name + " does not run");
        }
        return Objects.requireNonNull(
                container.getCurrentContainerInfo().getState().getPidLong());
    }

    @Override
    public final void close() {
        container.stop();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
