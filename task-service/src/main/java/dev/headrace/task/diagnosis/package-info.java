/** A failed attempt is classified before anything is written of it, with its tenant's rules and what happened lately. */
@NullMarked
package dev.headrace.task.diagnosis;

import org.jspecify.annotations.NullMarked;
