package dev.headrace.platform.identity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scope that a narrowed credential needs for the operations of a resource: {@code <value>:read} for GET and HEAD,
 * {@code <value>:write} for the rest. The same as in the gateway's route table; checked again here, so that a service does
 * not depend on the gateway for it. Every resource has one: an operation without is answered to nobody.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Scoped {
    /** For operations that need no scope: who may reach them at all is the route table's. */
    String NONE = "";

    /** Base name of the scopes, or {@link #NONE}. */
    String value();
}
