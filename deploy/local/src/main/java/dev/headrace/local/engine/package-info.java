/** PostgreSQL, Redis and Kafka under our control: one port each, embedded or in a container. */
@NullMarked
package dev.headrace.local.engine;

import org.jspecify.annotations.NullMarked;
