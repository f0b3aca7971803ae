package dev.headrace.bench.shape;

/** What is measured. The names are those of the peers' table in docs. */
public enum Shape {
    W1("burn-down of a preloaded backlog, tasks/s"),
    W2A("submit one by one from 16 connections, tasks/s"),
    W2B("submit in calls of 1,000, tasks/s"),
    W3("200/s open loop: submit call to handler"),
    W3S("as W3 with the worker on a stream"),
    W4("16 connections submit one by one while the worker drains: done/s");

    private final String title;

    Shape(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
