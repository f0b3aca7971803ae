package dev.headrace.task.rule;

/**
 * A task type, or many: {@code *} stands for any characters, also none. Matching takes time in proportion to the product
 * of both lengths at most.
 */
public record TypePattern(String text) {
    public boolean matches(String type) {
        int t = 0;
        int p = 0;
        int star = -1;
        int retry = 0;
        while (t < type.length()) {
            if (p < text.length() && text.charAt(p) == '*') {
                star = p++;
                retry = t;
            } else if (p < text.length() && text.charAt(p) == type.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < text.length() && text.charAt(p) == '*') {
            p++;
        }
        return p == text.length();
    }
}
