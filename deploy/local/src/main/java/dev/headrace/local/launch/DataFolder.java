package dev.headrace.local.launch;

import dev.headrace.local.process.StartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The folder with everything that stays, held by one suite at a time. */
final class DataFolder implements AutoCloseable {

    private static final String POSTGRES_VERSION = "18";

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes the folder if need be, locks it, and looks whether what is in it can be used. */
    static DataFolder open(Path path) {
        FileChannel lock = null;
        try {
            Files.createDirectories(path.resolve("logs"));
            lock = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(lock) == null) {
                String holder = Files.readString(path.resolve("lock")).strip();
                lock.close();
                throw new StartException("Data folder " + path + " is in use by process " + holder
                        + ": stop that one, or set HEADRACE_DATA to another folder");
            }
            String pid = ProcessHandle.current().pid() + "\n";
            lock.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            checkPostgres(path);
            return new DataFolder(path, lock);
        } catch (IOException e) {
            closeQuietly(lock);
            throw new StartException(
                    "Data folder " + path + " cannot be used (" + reason(e) + "): set HEADRACE_DATA to a folder you may"
                            + " write to",
                    "",
                    e);
        } catch (StartException e) {
            closeQuietly(lock);
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void checkPostgres(Path path) throws IOException {
        Path cluster = path.resolve("postgres/cluster");
        if (!Files.isDirectory(cluster)) {
            return;
        }
        Path versionFile = cluster.resolve("PG_VERSION");
        String version =
                Files.isReadable(versionFile) ? Files.readString(versionFile).strip() : "";
        if (!version.equals(POSTGRES_VERSION)) {
            String found = version.isEmpty() ? "is damaged" : "was made by PostgreSQL " + version;
            throw new StartException("The database in " + cluster + " " + found
                    + ": restore it, or start over with make reset (deletes all data)");
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }

    private static void closeQuietly(@Nullable FileChannel lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new StartException("Cannot let go of the lock: " + e.getMessage(), "", e);
        }
    }

    Path path() {
        return path;
    }

    Path logs() {
        return path.resolve("logs");
    }

    /** Where the gateway writes the first admin key. */
    Path adminKey() {
        return path.resolve("admin.key");
    }

    @Override
    public void close() {
        closeQuietly(lock);
    }
}
