@NullMarked
package dev.headrace.local.demo;

import org.jspecify.annotations.NullMarked;
