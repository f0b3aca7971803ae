package dev.headrace.local.engine;

import dev.headrace.local.process.Guard;
import dev.headrace.local.process.Ports;
import dev.headrace.local.process.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Redis, in memory only. */
final class EmbeddedRedis extends EmbeddedEngine implements RedisEngine {

    private final int port = Ports.free();

    EmbeddedRedis(Path home, Guard guard) {
        super("redis", StopSignal.TERM, home, guard);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    protected List<String> prepare() throws IOException {
        String server = Binaries.redisServer().toString();
        String folder = data().toString();
        return List.of(
                server,
                "--bind",
                "127.0.0.1",
                "--port",
                "" + port,
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder);
    }

    @Override
    protected void ask() throws IOException {
        RedisProbe.ask(port);
    }
}
