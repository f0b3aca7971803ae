package dev.headrace.webhook.guard;

/** The host leads to an address that deliveries may not reach. */
public final class AddressRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AddressRefused() {
        super("the host leads to a private, local or reserved address", null, false, false);
    }
}
