/** The worker stream: tasks and answers over one WebSocket, with credits instead of calls. */
@NullMarked
package dev.headrace.task.stream;

import org.jspecify.annotations.NullMarked;
