package io.morelli.operators;

import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a record that kills its process from killing it again and again.
 *
 * <p>Pictures are decoded, searched for key points and compared by native code, where a fault ends
 * the process. Flink then starts the job again from its last checkpoint, meets the same record, and
 * so on for ever. Therefore each record is noted in a file before such work and struck out after
 * it; what is noted in the file of a dead process was being worked on when it died. After a number
 * of such crashes the record is turned down as {@link ErrorCode#POISONOUS}. Work that fails with an
 * exception other than {@link RejectedException}, or for want of heap, counts in the same way,
 * since it restarts the job as well.
 *
 * <p>A process that dies takes other subtasks' records along, which are innocent. So a record that
 * has been in a crash is from then on worked on alone, while all other guarded work of the process
 * (of those that share a class loader) waits. If the same part of the work then succeeds, the
 * crashes in that part are forgotten.
 *
 * <p>The model is not guarded: its input has one size whatever the picture, and no picture makes it
 * do anything else.
 *
 * <p>Not thread-safe: one for each subtask.
 */
public final class PoisonGuard implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PoisonGuard.class);

  /** Shared by all that is free of suspicion. */
  private static final ReadWriteLock ALONE = new ReentrantReadWriteLock();

  private final PoisonSettings settings;
  private final InFlightJournal journal;

  /** By record and part of the work. */
  private final Map<String, List<Path>> crashes;

  private PoisonGuard(
      PoisonSettings settings, InFlightJournal journal, Map<String, List<Path>> crashes) {
    this.settings = settings;
    this.journal = journal;
    this.crashes = crashes;
  }

  /**
   * Learns which records have been in a crash so far.
   *
   * @throws UncheckedIOException if the directory of the settings cannot be used
   */
  public static PoisonGuard open(PoisonSettings settings) {
    if (settings.maxCrashes() == 0) {
      return new PoisonGuard(settings, null, Map.of());
    }
    Path folder = settings.folder();
    try {
      Map<String, List<Path>> crashes = InFlightJournal.crashes(folder);
      crashes.forEach((part, files) -> LOG.info("{} has been in {} crashes", part, files.size()));
      return new PoisonGuard(settings, InFlightJournal.create(folder), crashes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep track of crashes in the folder %s: %s".formatted(folder, e), e);
    }
  }

  /** What may bring the process down. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws RejectedException;
  }

  /**
   * Does a part of the work on a record and hands its result on. It must not emit anything or wait
   * for anybody, since others may be waiting for its end.
   *
   * @param id of the record, as {@link io.morelli.message.KafkaRecord#id}
   * @param part names this part of the work, each time that the record is worked on
   * @throws RejectedException POISONOUS, without doing the work, if the record has been in too many
   *     crashes, in whatever part; whatever the work throws
   */
  public <T> T run(String id, String part, Work<T> work) throws RejectedException {
    if (journal == null) {
      return work.run();
    }
    int known = crashesOf(id);
    if (known >= settings.maxCrashes()) {
      throw new RejectedException(
          ErrorCode.POISONOUS,
          "the process died or the task failed %d times while it worked on record %s"
              .formatted(known, id));
    }
    String entry = prefix(id) + part;
    Lock lock = known == 0 ? ALONE.readLock() : ALONE.writeLock();
    lock.lock();
    try {
      journal.note(entry);
      T result = work.run();
      forget(entry);
      return result;
    } catch (RejectedException e) {
      forget(entry);
      throw e;
    } catch (RuntimeException | VirtualMachineError e) {
      book(entry, e);
      throw e;
    } finally {
      journal.clear();
      lock.unlock();
    }
  }

  private int crashesOf(String id) {
    int sum = 0;
    for (Map.Entry<String, List<Path>> known : crashes.entrySet()) {
      if (known.getKey().startsWith(prefix(id))) {
        sum += known.getValue().size();
      }
    }
    return sum;
  }

  private static String prefix(String id) {
    return id + "#";
  }

  private void book(String entry, Throwable failure) {
    try {
      journal.crashed(entry);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void forget(String entry) {
    List<Path> known = crashes.remove(entry);
    if (known == null) {
      return;
    }
    LOG.info("{} is harmless: {} crashes are forgotten", entry, known.size());
    for (Path file : known) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.warn("Cannot delete {}: {} stays under suspicion", file, entry, e);
      }
    }
  }

  @Override
  public void close() {
    if (journal != null) {
      try {
        journal.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
