package dev.headrace.platform.event;

/** The topics of the suite. */
public final class Topics {
    /** Life of tasks; key: task id. */
    public static final String TASKS = "headrace.tasks";
    /** Use of the API; key: tenant. */
    public static final String API = "headrace.api";
    /** What the tenants' own business tells; key: subject. */
    public static final String BUSINESS = "headrace.business";
    /** Life of webhooks; key: endpoint id. */
    public static final String WEBHOOKS = "headrace.webhooks";
    /** Work handed in over Kafka. */
    public static final String COMMANDS = "headrace.commands";

    private Topics() {}

    /** Where records go that a consumer of the topic cannot handle. */
    public static String deadLetters(String topic) {
        return topic + ".dlq";
    }
}
