package dev.headrace.local.engine;

import com.sun.security.auth.module.UnixSystem;

/** Whether we are root, as in most containers. PostgreSQL refuses that, and runs in a user namespace of its own. */
final class Root {

    private Root() {}

    static boolean is() {
        return new UnixSystem().getUid() == 0;
    }
}
