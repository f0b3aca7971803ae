/** What the OpenAPI document promises, held against what the suite does and against what it promised before. */
@NullMarked
package dev.headrace.e2e.contract;

import org.jspecify.annotations.NullMarked;
