package dev.headrace.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One open stream. The credits that the server has are never more than the slots that the last {@link #grant} call
 * reserved, and tasks that come between two calls wait for the next one.
 */
final class StreamSocket implements WebSocket.Listener, StreamWatch.Watched {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MAX_CREDITS = 1_000;

    private final String workerId;
    private final Signals signals;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock sending = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<LeasedTask> waiting = new ArrayDeque<>();
    private final Map<String, CompletableFuture<JsonNode>> asked = new HashMap<>();
    private final StringBuilder part = new StringBuilder();
    private volatile @Nullable WebSocket socket;
    private volatile long heard = System.nanoTime();
    private int credits;
    private long refs;
    private boolean ended;

    /** What the server says by itself. */
    interface Signals {
        void told(List<String> cancel, List<String> stale);

        /** The server wants the worker to end. */
        void drain();
    }

    private StreamSocket(String workerId, Signals signals) {
        this.workerId = workerId;
        this.signals = signals;
    }

    /** Opens the stream of a worker; fails if the server or something on the way refuses it. */
    static StreamSocket open(Api api, String workerId, Duration lease, Signals signals, StreamWatch watch)
            throws ApiFailure, InterruptedException {
        String query = lease.toMillis() > 0 ? "?lease_ms=" + lease.toMillis() : "";
        StreamSocket made = new StreamSocket(workerId, signals);
        WebSocket socket = await(api.stream("/workers/" + workerId + "/stream" + query, made));
        made.socket = socket;
        watch.over(made);
        return made;
    }

    /** Whether it may still bring tasks of this worker: those that came before it broke count. */
    boolean isFor(String worker) {
        lock.lock();
        try {
            return (!ended || !waiting.isEmpty()) && workerId.equals(worker);
        } finally {
            lock.unlock();
        }
    }

    boolean isAlive() {
        lock.lock();
        try {
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /** Lets so many tasks come, those that wait here counted. */
    void grant(int max) throws ApiFailure, InterruptedException {
        int more = 0;
        lock.lock();
        try {
            more = Math.min(max, MAX_CREDITS) - credits - waiting.size();
            credits += Math.max(0, more);
        } finally {
            lock.unlock();
        }
        if (more > 0 && isAlive()) {
            send("{\"type\":\"credit\",\"n\":" + more + "}");
        }
    }

    /** Waits for tasks, {@code max} at most; an empty list if none came in time. */
    List<LeasedTask> tasks(int max, Duration wait) throws ApiFailure, InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (waiting.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (waiting.isEmpty() && ended) {
                throw broken(null);
            }
            List<LeasedTask> taken = new ArrayList<>();
            while (!waiting.isEmpty() && taken.size() < max) {
                taken.add(waiting.removeFirst());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    JsonNode answer(List<Outcome> outcomes) throws ApiFailure, InterruptedException {
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        String ref;
        lock.lock();
        try {
            if (ended) {
                throw broken(null);
            }
            ref = Long.toString(++refs);
            asked.put(ref, reply);
        } finally {
            lock.unlock();
        }
        String items = outcomes.stream().map(Outcome::json).collect(Collectors.joining(","));
        try {
            send("{\"type\":\"outcomes\",\"ref\":\"" + ref + "\",\"outcomes\":[" + items + "]}");
            return refused(await(reply)).path("outcomes");
        } finally {
            lock.lock();
            try {
                asked.remove(ref);
            } finally {
                lock.unlock();
            }
        }
    }

    /** An error is one as HTTP would have it. */
    private static JsonNode refused(JsonNode reply) throws ApiFailure {
        if (!reply.path("type").asText().equals("error")) {
            return reply;
        }
        String code = reply.path("code").asText();
        int status = code.equals("VALIDATION_FAILED") || code.equals("MALFORMED_REQUEST") ? 422 : 503;
        throw new ApiFailure(status, code, code + " " + reply.path("detail").asText(), Duration.ZERO, null);
    }

    private void send(String text) throws ApiFailure, InterruptedException {
        sending.lockInterruptibly();
        try {
            WebSocket to = socket;
            if (to == null) {
                throw broken(null);
            }
            await(to.sendText(text, true));
        } catch (ApiFailure e) {
            // What was granted or said before may not have arrived either.
            giveUp();
            throw e;
        } finally {
            sending.unlock();
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws ApiFailure, InterruptedException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw broken(e.getCause());
        } catch (TimeoutException e) {
            throw broken(e);
        }
    }

    private static ApiFailure broken(@Nullable Throwable cause) {
        return new ApiFailure(0, "", "the stream broke" + (cause == null ? "" : ": " + cause), Duration.ZERO, cause);
    }

    void drain() {
        tell("{\"type\":\"drain\"}");
    }

    private void tell(String text) {
        try {
            send(text);
        } catch (ApiFailure e) {
            // It has ended with that.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean awaitEnd(Duration most) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (!ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long silence() {
        return System.nanoTime() - heard;
    }

    @Override
    public boolean isAsked() {
        lock.lock();
        try {
            return !asked.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ping() throws ApiFailure, InterruptedException {
        WebSocket to = socket;
        if (to != null) {
            await(to.sendPing(ByteBuffer.allocate(0)));
        }
    }

    @Override
    public void giveUp() {
        WebSocket to = socket;
        end();
        if (to != null) {
            to.abort();
        }
    }

    private void end() {
        List<CompletableFuture<JsonNode>> unanswered;
        lock.lock();
        try {
            ended = true;
            credits = 0;
            unanswered = List.copyOf(asked.values());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        unanswered.forEach(reply -> reply.completeExceptionally(new IOException("the stream has ended")));
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        heard = System.nanoTime();
        part.append(data);
        if (last) {
            String text = part.toString();
            part.setLength(0);
            heard(text);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer data) {
        heard = System.nanoTime();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
        heard = System.nanoTime();
        from.request(1);
        return null;
    }

    private void heard(String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (IOException e) {
            return;
        }
        switch (message.path("type").asText()) {
            case "tasks" -> take(message.path("tasks"));
            case "outcomes", "error" -> reply(message);
            case "cancel" -> signals.told(Calls.texts(message.path("cancel")), Calls.texts(message.path("stale")));
            case "drain" -> {
                if (message.path("reason").asText().equals("worker")) {
                    signals.drain();
                }
            }
            default -> {
                // What a later server may say.
            }
        }
    }

    private void take(JsonNode tasks) {
        lock.lock();
        try {
            for (JsonNode task : tasks) {
                waiting.addLast(LeasedTask.of(task));
                credits--;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void reply(JsonNode message) {
        lock.lock();
        try {
            CompletableFuture<JsonNode> reply = asked.get(message.path("ref").asText());
            if (reply != null) {
                reply.complete(message);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        end();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end();
    }
}
