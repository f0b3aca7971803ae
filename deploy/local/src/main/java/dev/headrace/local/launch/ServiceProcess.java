package dev.headrace.local.launch;

import dev.headrace.local.process.ChildServer;
import dev.headrace.local.process.Guard;
import dev.headrace.local.process.Place;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One service as a JVM of its own; ready when its readiness check says so. */
final class ServiceProcess extends ChildServer {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final int port;
    private final Launch launch;

    /**
     * What it takes to start a service.
     *
     * @param needed file that the build makes
     * @param line command
     * @param readiness URL that answers 200 when it is ready
     * @param limit for getting ready
     */
    record Launch(Path needed, List<String> line, Map<String, String> environment, URI readiness, Duration limit) {}

    ServiceProcess(Place place, int port, Launch launch, Guard guard) {
        super(place, guard);
        this.port = port;
        this.launch = launch;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    protected List<String> prepare() throws IOException {
        if (!Files.isRegularFile(launch.needed)) {
            throw new IOException(launch.needed + " is not there: run make build");
        }
        return launch.line;
    }

    @Override
    protected Duration limit() {
        return launch.limit;
    }

    @Override
    protected Map<String, String> environment() {
        return launch.environment;
    }

    @Override
    protected void ask() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(launch.readiness)
                .timeout(Duration.ofSeconds(5))
                .build();
        int status =
                CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IOException("readiness answers " + status);
        }
    }
}
