package dev.headrace.task.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The three frames nearest to where it failed, without lines, columns, addresses and folders. */
final class TopFrames {
    private static final int FRAMES = 3;
    private static final int MAX = 16_384;

    private TopFrames() {}

    static String of(String stack) {
        List<String> lines = stack.length() > MAX
                ? stack.substring(0, MAX).lines().toList()
                : stack.lines().toList();
        List<String> python = frames(lines, line -> line.startsWith("File \""));
        if (!python.isEmpty()) {
            // Python prints the most recent call last.
            return join(python.reversed());
        }
        List<String> called = frames(lines, line -> line.startsWith("at "));
        return join(called.isEmpty() ? frames(lines, TopFrames::namesPlace) : called);
    }

    private static List<String> frames(List<String> lines, Predicate<String> isFrame) {
        return lines.stream().map(String::strip).filter(isFrame).toList();
    }

    /** Go and Ruby: a file with a line number. */
    private static boolean namesPlace(String line) {
        int colon = line.indexOf(':');
        return colon > 0 && colon + 1 < line.length() && Character.isDigit(line.charAt(colon + 1));
    }

    private static String join(List<String> frames) {
        List<String> top = new ArrayList<>(FRAMES);
        for (String frame : frames.subList(0, Math.min(FRAMES, frames.size()))) {
            top.add(clean(frame));
        }
        return String.join("\n", top);
    }

    /** Folders go: the same code runs from other places. Digits go: lines move, lambdas are renumbered. */
    private static String clean(String frame) {
        StringBuilder out = new StringBuilder(frame.length());
        for (String word : frame.split("[ \"]", -1)) {
            String name = word.substring(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
            name.chars().filter(c -> c < '0' || c > '9').forEach(c -> out.append((char) c));
            out.append(' ');
        }
        return out.toString().strip();
    }
}
