package dev.headrace.local.launch;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Stands in for a service: answers 200 to everything, and writes the admin key if it is the gateway. */
final class FakeService {

    private FakeService() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        String keyFile = System.getenv("HEADRACE_ADMIN_KEY_FILE");
        if (keyFile != null) {
            Files.writeString(Path.of(keyFile), "sk_fake");
        }
        System.out.println("serving " + System.getenv("QUARKUS_DATASOURCE_JDBC_URL"));
    }

    /** Makes packages of this class in the places of all services. */
    static Path packages(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        main.put(
                Attributes.Name.CLASS_PATH,
                FakeService.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString());
        for (Service service : Service.values()) {
            Path app = Files.createDirectories(folder.resolve(service.title()).resolve("target/quarkus-app"));
            new JarOutputStream(Files.newOutputStream(app.resolve("quarkus-run.jar")), manifest).close();
        }
        return folder;
    }
}
