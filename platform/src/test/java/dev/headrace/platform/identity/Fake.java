package dev.headrace.platform.identity;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Stand-ins for the framework's interfaces, of which a filter needs a method or two. */
final class Fake {
    private Fake() {}

    /** Answers the methods that are named, and no others. */
    static <T> T of(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, with) -> {
            Object answer = answers.get(method.getName());
            if (answer == null) {
                throw new UnsupportedOperationException(method.getName());
            }
            return answer;
        }));
    }
}
