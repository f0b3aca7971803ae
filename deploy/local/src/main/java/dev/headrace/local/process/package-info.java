/** Child processes that never outlive the program that started them. */
@NullMarked
package dev.headrace.local.process;

import org.jspecify.annotations.NullMarked;
