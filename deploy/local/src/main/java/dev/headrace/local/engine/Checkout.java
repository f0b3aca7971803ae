package dev.headrace.local.engine;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;

/** Where this program was built: programs and packages are found beside it, in the folders of the build. */
public final class Checkout {

    private Checkout() {}

    /** The project's folder. */
    public static Path root() throws IOException {
        return module().resolve("../..").normalize();
    }

    /** Folder of this module. */
    static Path module() throws IOException {
        URL self = Checkout.class.getResource("Checkout.class");
        String place = self == null ? "" : self.toString();
        place = place.startsWith("jar:") ? place.substring("jar:".length()) : place;
        int end = place.indexOf("/target/");
        if (!place.startsWith("file:") || end < 0) {
            throw new IOException("this program runs only where it was built, not from " + place);
        }
        return Path.of(URI.create(place.substring(0, end)));
    }
}
