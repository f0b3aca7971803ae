package dev.headrace.local.launch;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The five services, in the order in which people read them. */
public enum Service {
    TASK("task"),
    WEBHOOK("webhook"),
    ANALYTICS("analytics"),
    CACHE("cache"),
    GATEWAY("gateway");

    private final String word;

    Service(String word) {
        this.word = word;
    }

    /** Folder and process name, such as task-service. */
    public String title() {
        return word + "-service";
    }

    /** The service of that title. */
    static Optional<Service> titled(String title) {
        return Arrays.stream(values()).filter(it -> it.title().equals(title)).findFirst();
    }

    String database() {
        return "headrace_" + word;
    }

    /** Name of the gateway's variable that holds this service's address. */
    String upstreamVariable() {
        return "HEADRACE_UPSTREAMS_" + name();
    }

    static List<Service> behindTheGateway() {
        return Arrays.stream(values()).filter(it -> it != GATEWAY).toList();
    }
}
