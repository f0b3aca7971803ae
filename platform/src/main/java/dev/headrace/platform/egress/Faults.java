package dev.headrace.platform.egress;

import dev.headrace.platform.guard.AddressRefused;
import io.vertx.core.http.HttpClosedException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Says of an exception which fault it is. */
final class Faults {
    private Faults() {}

    /** @param otherwise the fault of the step that failed, when the exception says no more */
    static Fault of(Throwable failure, Fault otherwise) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 8; depth++, cause = cause.getCause()) {
            switch (cause) {
                case AddressRefused refused -> {
                    return Fault.ADDRESS_REFUSED;
                }
                case UnknownHostException unknown -> {
                    return Fault.NAME_NOT_RESOLVED;
                }
                case SSLException tls -> {
                    return Fault.TLS_FAILED;
                }
                case HttpClosedException closed -> {
                    return Fault.CONNECTION_LOST;
                }
                default -> {}
            }
        }
        return otherwise;
    }
}
