package dev.headrace.worker;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method the handler of a task type; see {@link WorkerBuilder#handlers}.
 *
 * <p>The method takes the payload, as any class that Jackson can read, or a {@link Task}, or both in either order. What
 * it returns is the output; {@code void} means none.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Handles {
    /** The task type. */
    String value();
}
