package dev.headrace.bench.report;

/**
 * A row of the report that is no rate.
 *
 * @param value with its unit
 * @param goal empty if there is none
 */
public record Figure(String row, String value, String goal) {}
