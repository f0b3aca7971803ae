package dev.headrace.bench.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Json;
import dev.headrace.bench.wire.Loop;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A crew with one worker stream: as many credits as the connections of a {@link CallCrew} would ask for. */
final class StreamCrew implements Crew, WebSocket.Listener {
    private final Journal journal = new Journal();
    private final Answers answers = new Answers(journal);
    private final StringBuilder part = new StringBuilder();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Shift shift;
    private @Nullable Loop loop;
    private CompletableFuture<WebSocket> sent = CompletableFuture.failedFuture(new IllegalStateException("not open"));
    private boolean leaving;
    private long unanswered;

    StreamCrew(Shift shift) {
        this.shift = shift;
    }

    @Override
    public void start(Loop on) {
        loop = on;
        String[] credential = shift.endpoint().credential().split(": ", 2);
        String path = "/api/v1/workers/" + shift.worker() + "/stream?queues=" + shift.queue();
        sent = client.newWebSocketBuilder()
                .header(credential[0], credential[1])
                .buildAsync(shift.endpoint().socket(path), this);
        credit(shift.connections() * shift.max());
        sent.join();
    }

    private void credit(int n) {
        journal.called();
        say("{\"type\":\"credit\",\"n\":" + n + "}");
    }

    private void say(String text) {
        sent = sent.thenCompose(socket -> socket.sendText(text, true));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        Loop to = loop;
        if (last && to != null) {
            byte[] message = part.toString().getBytes(UTF_8);
            part.setLength(0);
            to.execute(() -> heard(message));
        }
        from.request(1);
        return null;
    }

    private void heard(byte[] message) {
        long before = journal.handled();
        long answered = journal.outcomes();
        StringBuilder outcomes = answers.message(new Json(message, 0, message.length));
        unanswered -= journal.outcomes() - answered;
        int tasks = (int) (journal.handled() - before);
        if (tasks > 0) {
            unanswered += tasks;
            say("{\"type\":\"outcomes\",\"outcomes\":[" + outcomes + "]}");
            if (!leaving) {
                credit(tasks);
            }
        }
    }

    @Override
    public long accepted() {
        return journal.accepted();
    }

    @Override
    public Words words() {
        return journal.words();
    }

    @Override
    public void leave() {
        leaving = true;
    }

    @Override
    public boolean gone() {
        return leaving && unanswered == 0;
    }

    @Override
    public void close() {
        sent.join().abort();
        client.shutdownNow();
    }
}
