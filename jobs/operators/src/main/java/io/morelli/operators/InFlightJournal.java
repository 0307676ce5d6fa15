package io.morelli.operators;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A small file that says what one subtask is working on. It is mapped into memory, so that a note
 * costs next to nothing and still is there when the process has died of a signal; a failure of the
 * whole host may lose it.
 *
 * <p>Its owner holds a lock on the file. A journal that can be locked by someone else is that of a
 * dead process: if it names anything, it is renamed and from then on stands for one crash.
 *
 * <p>Not thread-safe; any number of processes may share a directory.
 */
final class InFlightJournal implements AutoCloseable {

  private static final String LIVE = ".in-flight";
  private static final String CRASH = ".crash";

  /** A Kafka topic has at most 249 characters, its partition, offset and timestamp 50. */
  private static final int MAX_BYTES = 1020;

  /**
   * Names this process. A property, so that all class loaders of a task manager have the same:
   * closing a file releases a lock on it that any other part of the process holds, so a process
   * must not even open its own journals a second time.
   */
  private static final String PROCESS =
      (String)
          System.getProperties()
              .computeIfAbsent("io.morelli.process", name -> UUID.randomUUID().toString());

  private final Path directory;
  private final Path file;
  private final FileChannel channel;
  private final MappedByteBuffer entry;

  private InFlightJournal(Path directory, Path file, FileChannel channel, MappedByteBuffer entry) {
    this.directory = directory;
    this.file = file;
    this.channel = channel;
    this.entry = entry;
  }

  /**
   * @param directory created if it does not exist
   */
  static InFlightJournal create(Path directory) throws IOException {
    Files.createDirectories(directory);
    String name = PROCESS + "." + UUID.randomUUID();
    Path hidden = directory.resolve(name + ".new");
    FileChannel channel =
        FileChannel.open(
            hidden,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      channel.lock();
      MappedByteBuffer entry =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, Integer.BYTES + MAX_BYTES);
      // Nobody sees it before it is locked, or it would be taken for that of a dead process.
      Path file = Files.move(hidden, directory.resolve(name + LIVE));
      return new InFlightJournal(directory, file, channel, entry);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(hidden);
      throw e;
    }
  }

  /**
   * Work on this begins.
   *
   * @param work not empty, at most 1,020 bytes in UTF-8
   */
  void note(String work) {
    byte[] bytes = work.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("too long for a journal: " + work);
    }
    entry.put(Integer.BYTES, bytes);
    entry.putInt(0, bytes.length);
  }

  /** Work on it has ended. */
  void clear() {
    entry.putInt(0, 0);
  }

  /** Books a crash that this process has survived. */
  void crashed(String work) throws IOException {
    byte[] bytes = work.getBytes(StandardCharsets.UTF_8);
    ByteBuffer copy = ByteBuffer.allocate(Integer.BYTES + bytes.length);
    copy.putInt(bytes.length).put(bytes);
    Files.write(directory.resolve(PROCESS + "." + UUID.randomUUID() + CRASH), copy.array());
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    channel.close();
  }

  /**
   * All crashes that the directory knows of, those of processes that have died since the last call
   * among them.
   *
   * @return the files that stand for them, by what was being worked on; empty without the directory
   */
  static synchronized Map<String, List<Path>> crashes(Path directory) throws IOException {
    Map<String, List<Path>> crashes = new HashMap<>();
    if (!Files.isDirectory(directory)) {
      return crashes;
    }
    try (DirectoryStream<Path> journals = Files.newDirectoryStream(directory, "*" + LIVE)) {
      for (Path journal : journals) {
        if (!journal.getFileName().toString().startsWith(PROCESS)) {
          buryIfDead(journal);
        }
      }
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + CRASH)) {
      for (Path file : files) {
        String work = workIfExists(file);
        if (!work.isEmpty()) {
          crashes.computeIfAbsent(work, key -> new ArrayList<>()).add(file);
        }
      }
    }
    return crashes;
  }

  private static void buryIfDead(Path journal) throws IOException {
    try (FileChannel channel =
            FileChannel.open(journal, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return;
      }
      ByteBuffer entry = ByteBuffer.allocate(Integer.BYTES + MAX_BYTES);
      channel.read(entry, 0);
      if (workIn(entry.array()).isEmpty()) {
        Files.delete(journal);
      } else {
        String name = journal.getFileName().toString().replace(LIVE, CRASH);
        Files.move(journal, journal.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      // Another task is burying it, or its owner has just closed it.
    }
  }

  private static String workIfExists(Path file) throws IOException {
    try {
      return workIn(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Empty for none, and for bytes that make no sense. */
  private static String workIn(byte[] entry) {
    if (entry.length < Integer.BYTES) {
      return "";
    }
    int length = ByteBuffer.wrap(entry).getInt();
    return length < 0 || length > entry.length - Integer.BYTES
        ? ""
        : new String(entry, Integer.BYTES, length, StandardCharsets.UTF_8);
  }
}
