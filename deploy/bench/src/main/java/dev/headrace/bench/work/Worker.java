package dev.headrace.bench.work;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Endpoint;
import dev.headrace.bench.wire.Loop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The worker process. Commands on its standard input: {@code start queue= connections= max= wait_ms= [stream=]} begins a shift;
 * {@code mark} tells what it has done so far; {@code finish total= millis=} goes on until so many outcomes were
 * accepted, or the time is over, and ends it.
 */
public final class Worker {
    private final Endpoint endpoint;
    private final Loop loop;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final BlockingQueue<Words> commands = new LinkedBlockingQueue<>();

    private Worker(Endpoint endpoint, Loop loop) {
        this.endpoint = endpoint;
        this.loop = loop;
    }

    public static void main(String[] arguments) throws IOException {
        Endpoint endpoint = Endpoint.of(arguments[0], System.getenv("HEADRACE_API_KEY"));
        try (Loop loop = new Loop()) {
            Worker worker = new Worker(endpoint, loop);
            Thread.ofPlatform().daemon().start(worker::listen);
            worker.work();
        }
    }

    private void listen() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(Words.parse(line));
                loop.execute(() -> {});
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            commands.add(Words.parse("end"));
            loop.execute(() -> {});
        }
    }

    private void work() throws IOException {
        for (Words command = next(); command.verb().equals("start"); command = next()) {
            Shift shift = Shift.of(endpoint, register(), command);
            Crew crew = command.values().containsKey("stream") ? new StreamCrew(shift) : new CallCrew(shift);
            crew.start(loop);
            out.println("started");
            shift(crew);
            crew.close();
        }
    }

    private void shift(Crew crew) throws IOException {
        Words command = next();
        for (; command.verb().equals("mark"); command = next()) {
            out.println(crew.words());
        }
        long total = command.number("total");
        long deadline = System.nanoTime() + command.number("millis") * 1_000_000;
        loop.runUntil(() -> crew.accepted() >= total || System.nanoTime() > deadline);
        crew.leave();
        loop.runUntil(crew::gone);
        out.println(crew.words());
    }

    /** The next command; the connections go on until it comes. */
    private Words next() throws IOException {
        loop.runUntil(() -> !commands.isEmpty());
        return commands.remove();
    }

    private String register() throws IOException {
        return Registration.of(loop, endpoint);
    }
}
