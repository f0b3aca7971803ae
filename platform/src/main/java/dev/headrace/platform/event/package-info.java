/** Facts between services: CloudEvents on Kafka topics, and the sealed records of a task's life. */
@NullMarked
package dev.headrace.platform.event;

import org.jspecify.annotations.NullMarked;
