package dev.headrace.local.engine;

import dev.headrace.local.process.Guard;
import dev.headrace.local.process.Ports;
import dev.headrace.local.process.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** PostgreSQL; its cluster and its password are made at the first start. */
final class EmbeddedPostgres extends EmbeddedEngine implements PostgresEngine {

    private static final String USER = "headrace";

    private final Path cluster = data().resolve("cluster");
    private final Path passwordFile = data().resolve("password");
    private final PostgresAddress address;

    EmbeddedPostgres(Path home, Guard guard) {
        super("postgres", StopSignal.INT, home, guard);
        this.address = new PostgresAddress("127.0.0.1", Ports.free(), USER, password(passwordFile));
    }

    @Override
    public int port() {
        return address.port();
    }

    @Override
    public PostgresAddress address() {
        return address;
    }

    @Override
    protected List<String> prepare() throws IOException {
        Path programs = Binaries.postgres().resolve("bin");
        if (!Files.isRegularFile(cluster.resolve("PG_VERSION"))) {
            createCluster(programs);
        }
        List<String> line = unprivileged(programs.resolve("postgres"));
        line.addAll(List.of("-D", cluster.toString()));
        for (String setting : settings()) {
            line.addAll(List.of("-c", setting));
        }
        return line;
    }

    private List<String> settings() {
        return List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port(),
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "shared_buffers=256MB",
                "max_connections=200",
                "max_wal_size=2GB",
                "shared_preload_libraries=pg_stat_statements");
    }

    /** Made aside and moved in place when complete: a start that was cut off leaves no half cluster. */
    private void createCluster(Path programs) throws IOException {
        Path half = Files.createTempDirectory(data(), "initdb-");
        List<String> line = unprivileged(programs.resolve("initdb"));
        line.addAll(List.of("-D", half.toString(), "-U", USER, "-A", "scram-sha-256"));
        line.addAll(List.of("--pwfile", passwordFile.toString(), "-E", "UTF8", "--locale=C"));
        line.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        run("postgres initdb", line);
        Files.move(half, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    /** PostgreSQL refuses to be root; in a user namespace without a mapping it is nobody, and still owns its files. */
    private static List<String> unprivileged(Path program) {
        List<String> line = new ArrayList<>(Root.is() ? List.of("unshare", "-U") : List.of());
        line.add(program.toString());
        return line;
    }

    @Override
    protected void ask() throws Exception {
        try (Connection connection = address.connect("postgres")) {
            if (!connection.isValid(2)) {
                throw new IOException("no answer to a query");
            }
        }
    }

    private static String password(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                byte[] random = new byte[24];
                new SecureRandom().nextBytes(random);
                var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                Path half = Files.createTempFile(file.resolveSibling("."), "password", "", mode);
                Files.writeString(half, HexFormat.of().formatHex(random));
                Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
