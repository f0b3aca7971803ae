package dev.headrace.platform.guard;

/** The host leads to an address that outgoing calls may not reach. */
public final class AddressRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AddressRefused() {
        super("the host leads to a private, local or reserved address", null, false, false);
    }
}
