/** The rules that every module's architecture test applies. */
@NullMarked
package dev.headrace.platform.architecture;

import org.jspecify.annotations.NullMarked;
