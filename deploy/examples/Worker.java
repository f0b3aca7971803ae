// Headrace example worker for tasks of type text.statistics. JDK 25: java Worker.java. Standard library only.
import module java.net.http;

final String url = System.getenv().getOrDefault("HEADRACE_URL", "http://127.0.0.1:8080").replaceAll("/+$", "");
final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
final CountDownLatch stop = new CountDownLatch(1), never = new CountDownLatch(1); // SIGTERM, SIGINT or drain
final Map<Object, Object> held = new ConcurrentHashMap<>(); // task id -> lease, for each task without an outcome
volatile Map<?, ?> worker = Map.of();

void main() throws IOException, InterruptedException {
    var done = new CompletableFuture<Void>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> { stop.countDown(); done.join(); }));
    Thread.startVirtualThread(this::heartbeats);
    var outcomes = new ArrayList<String>();
    for (long backoff = 200; stop.getCount() > 0 || (!outcomes.isEmpty() && backoff < 2000); ) try {
        if (worker.isEmpty()) IO.println("registered: " + (worker = call("/workers",
                "{\"name\":\"Worker.java\",\"types\":[\"text.statistics\"],\"queues\":[],\"slots\":8}")));
        var told = "\"outcomes\":[" + String.join(",", outcomes) + "]}";
        var lease = "{\"worker_id\":\"%s\",\"max\":8,\"wait_ms\":3000,".formatted(worker.get("worker_id"));
        var reply = stop.getCount() > 0 ? call("/leases", lease + told) : call("/leases/outcomes", "{" + told);
        maps(reply, "outcomes").filter(o -> !o.get("status").equals("accepted")).forEach(System.err::println);
        outcomes.clear();
        backoff = 200;
        maps(reply, "tasks").forEach(task -> held.put(task.get("id"), task.get("lease")));
        maps(reply, "tasks").forEach(task -> {
            if (stop.getCount() > 0) outcomes.add("{\"task_id\":\"%s\",\"lease\":%s,\"result\":%s"
                    .formatted(task.get("id"), task.get("lease"), run(task)));
            held.remove(task.get("id"));
        });
    } catch (IOException | RuntimeException e) {
        System.err.println("trying again: " + e);
        if (e instanceof FileNotFoundException) worker = Map.of(); // 404: the server no longer knows us
        (stop.getCount() > 0 ? stop : never).await((long) (backoff * (1 + Math.random()) / 2), TimeUnit.MILLISECONDS);
        backoff = Math.min(backoff * 2, 10_000);
    }
    try { if (!worker.isEmpty()) call("/workers/" + worker.get("worker_id"), ""); } // drained: the rest goes to others
    finally { done.complete(null); }
}
/** Runs one task: how its outcome goes on. A word is a run of Unicode letters and digits, in lower case. */
String run(Map<?, ?> task) {
    var payload = (Map<?, ?>) task.get("payload");
    var failed = "\"failed\",\"error\":{\"type\":\"%s\",\"message\":\"%s\",\"retryable\":%s}}";
    if (Boolean.TRUE.equals(payload.get("fail_first")) && task.get("attempt").equals(BigDecimal.ONE))
        return failed.formatted("IllegalStateException", "failing the first attempt, as the payload asks", true);
    if (!(payload.get("text") instanceof String text))
        return failed.formatted("IllegalArgumentException", "text must be a string", false);
    var counts = new TreeMap<String, Integer>();
    for (var word = Pattern.compile("[\\p{L}\\p{N}]+").matcher(text); word.find();
            counts.merge(word.group().toLowerCase(Locale.ROOT), 1, Integer::sum))
        if (!held.containsKey(task.get("id"))) return "\"released\"}"; // cancelled, or lost: costs no attempt
    var top = counts.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())).limit(10)
            .map(e -> "[\"%s\",%d]".formatted(e.getKey(), e.getValue())).collect(Collectors.joining(","));
    var lines = text.split("\n", -1).length - (text.isEmpty() || text.endsWith("\n") ? 1 : 0);
    var words = counts.values().stream().mapToInt(n -> n).sum();
    return "\"succeeded\",\"output\":{\"lines\":%d,\"words\":%d,\"top\":[%s]}}".formatted(lines, words, top);
}

void heartbeats() {
    while (true) try {
        never.await(worker.get("heartbeat_ms") instanceof BigDecimal ms ? ms.longValue() : 99, TimeUnit.MILLISECONDS);
        var body = held.entrySet().stream().map(e -> "{\"task_id\":\"%s\",\"lease\":%s}"
                .formatted(e.getKey(), e.getValue())).collect(Collectors.joining(",", "{\"leases\":[", "]}"));
        var reply = worker.isEmpty() ? worker : call("/workers/" + worker.get("worker_id") + "/heartbeat", body);
        for (var list : List.of("stale", "cancel")) // not ours any more, or not wanted any more
            if (reply.get(list) instanceof List<?> tasks) held.keySet().removeAll(tasks);
        if (Boolean.TRUE.equals(reply.get("drain"))) stop.countDown();
    } catch (Exception e) { /* the main loop sees the same; leases outlive missed beats */ }
}

/** POSTs the body, DELETEs if it is empty, and returns the envelope's data. */
Map<?, ?> call(String path, String body) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url + "/api/v1" + path)).timeout(Duration.ofSeconds(30))
            .header("X-API-Key", System.getenv("HEADRACE_API_KEY")).header("Content-Type", "application/json")
            .method(body.isEmpty() ? "DELETE" : "POST", HttpRequest.BodyPublishers.ofString(body)).build();
    var r = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (r.statusCode() > 201) throw r.statusCode() == 404 ? new FileNotFoundException() : new IOException(r.body());
    return (Map<?, ?>) ((Map<?, ?>) read(new StringTokenizer(r.body(), " \n\r\t,:{}[]\"\\", true))).get("data");
}

Stream<Map<?, ?>> maps(Map<?, ?> from, String name) {
    return from.get(name) instanceof List<?> list ? list.stream().map(item -> (Map<?, ?>) item) : Stream.of();
}

/** Reads the next JSON value: Map, List, String, BigDecimal or Boolean (null is false); in for a closing bracket. */
Object read(StringTokenizer in) {
    var token = in.nextToken();
    if (" \n\r\t,:".contains(token)) return read(in);
    if ("]}".contains(token)) return in;
    if (token.equals("[")) return Stream.iterate(read(in), item -> item != in, item -> read(in)).toList();
    if (token.equals("{")) return Stream.iterate(read(in), name -> name != in, name -> read(in))
            .collect(HashMap<Object, Object>::new, (map, name) -> map.put(name, read(in)), HashMap::putAll);
    if (!token.equals("\"")) return token.matches("[-\\d].*") ? new BigDecimal(token) : token.equals("true");
    var raw = new StringBuilder();
    for (var part = in.nextToken(); !part.equals("\""); part = in.nextToken())
        raw.append(part).append(part.equals("\\") ? in.nextToken() : "");
    return Pattern.compile("\\\\(?:u(....)|.)").matcher(raw).replaceAll(escape -> Matcher.quoteReplacement(
            escape.group(1) != null ? Character.toString(Integer.parseInt(escape.group(1), 16))
                    : escape.group().replace("\\/", "/").translateEscapes()));
}
