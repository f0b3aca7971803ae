/** Which addresses a delivery may reach; rules on bytes, the JDK only. */
@NullMarked
package dev.headrace.platform.guard.rule;

import org.jspecify.annotations.NullMarked;
