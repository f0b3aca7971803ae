package dev.headrace.local.process;

import java.nio.file.Path;

/**
 * Where and how a server runs.
 *
 * @param name shown to people
 * @param folder working folder
 * @param log file that receives its output
 * @param stopSignal ends it in an orderly way
 * @param stage when it ends if this process dies
 */
public record Place(String name, Path folder, Path log, StopSignal stopSignal, Stage stage) {}
