package dev.headrace.local.key;

import java.nio.file.Path;

/** Gives a data folder new keys for the internal identity while its services run: {@code make rotate}. */
public final class Rotation {
    private Rotation() {}

    /** @param args the data folder */
    public static void main(String[] args) {
        IdentityKeyFiles files = IdentityKeyFiles.in(Path.of(args[0]).resolve("keys"));
        files.rotate();
        System.out.println("New keys in " + files.privateKey()
                + "; the gateway signs with them within five seconds, those from before stay trusted");
    }
}
