package io.morelli.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.morelli.message.ErrorCode;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoisonGuardTest {

  private static final String POISON = "images-0-7@1700000000000";
  private static final String INNOCENT = "images-1-3@1700000000001";

  @TempDir Path directory;

  @Test
  void aRecordThatKillsItsProcessIsTurnedDownAtTheThirdTime() throws Exception {
    for (int crash = 1; crash <= 3; crash++) {
      DyingProcess.run(directory, POISON);
      assertThat(InFlightJournal.crashes(directory).get(POISON + "#read")).hasSize(crash);
    }
    try (PoisonGuard guard = open()) {
      AtomicBoolean worked = new AtomicBoolean();
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(() -> guard.run(POISON, "read", () -> worked.getAndSet(true)))
          .withMessageContaining(POISON)
          .withMessageContaining("3 times")
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.POISONOUS));
      assertThat(worked).isFalse();
      assertThat(guard.<String>run(INNOCENT, "read", () -> "done")).isEqualTo("done");
    }
  }

  @Test
  void twoCrashesAreNotEnough() throws Exception {
    DyingProcess.run(directory, POISON);
    DyingProcess.run(directory, POISON);
    try (PoisonGuard guard = open()) {
      assertThat(guard.<String>run(POISON, "read", () -> "done")).isEqualTo("done");
    }
  }

  @Test
  void whoWasOnlyNearbyIsAcquittedBySucceeding() throws Exception {
    DyingProcess.run(directory, INNOCENT, POISON);
    assertThat(InFlightJournal.crashes(directory))
        .containsOnlyKeys(INNOCENT + "#read", POISON + "#read");
    try (PoisonGuard guard = open()) {
      guard.run(INNOCENT, "read", () -> "done");
    }
    assertThat(InFlightJournal.crashes(directory)).containsOnlyKeys(POISON + "#read");
  }

  @Test
  void aPartThatSucceedsDoesNotExcuseAnother() throws Exception {
    for (int crash = 1; crash <= 3; crash++) {
      DyingProcess.run(directory, POISON);
      try (PoisonGuard guard = open()) {
        if (crash < 3) {
          assertThat(guard.<String>run(POISON, "before", () -> "done")).isEqualTo("done");
        } else {
          assertThatExceptionOfType(RejectedException.class)
              .isThrownBy(() -> guard.run(POISON, "before", () -> "done"));
        }
      }
    }
  }

  @Test
  void aRefusedPictureIsHarmless() throws Exception {
    DyingProcess.run(directory, INNOCENT);
    try (PoisonGuard guard = open()) {
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(
              () ->
                  guard.run(
                      INNOCENT,
                      "read",
                      () -> {
                        throw new RejectedException(ErrorCode.UNREADABLE_IMAGE, "no picture");
                      }));
    }
    assertThat(InFlightJournal.crashes(directory)).isEmpty();
  }

  @Test
  void aSuspectIsWorkedOnAlone() throws Exception {
    DyingProcess.run(directory, POISON);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (PoisonGuard one = open();
        PoisonGuard other = open()) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Future<?> suspect =
          threads.submit(
              () ->
                  one.run(
                      POISON,
                      "read",
                      () -> {
                        begun.countDown();
                        awaitUninterruptibly(end);
                        return null;
                      }));
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      Thread[] waiting = new Thread[1];
      Future<Boolean> next =
          threads.submit(
              () -> {
                waiting[0] = Thread.currentThread();
                return other.run(INNOCENT, "read", () -> end.getCount() == 0);
              });
      await().until(() -> waiting[0] != null && waiting[0].getState() == Thread.State.WAITING);
      end.countDown();
      suspect.get();
      assertThat(next.get()).as("worked after the suspect's end").isTrue();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void workThatFailsCountsAsItRestartsTheJobToo() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (PoisonGuard guard = open()) {
        assertThatExceptionOfType(OutOfMemoryError.class)
            .isThrownBy(
                () ->
                    guard.run(
                        POISON,
                        "read",
                        () -> {
                          throw new OutOfMemoryError("as the test wants it");
                        }));
      }
    }
    assertThat(InFlightJournal.crashes(directory).get(POISON + "#read")).hasSize(2);
  }

  @Test
  void whatARunningProcessWorksOnIsNoCrash() throws Exception {
    try (PoisonGuard guard = open()) {
      guard.run(
          INNOCENT,
          "read",
          () -> {
            assertThat(crashes()).isEmpty();
            return null;
          });
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void withoutALimitNothingIsKeptTrackOf() throws Exception {
    try (PoisonGuard guard = PoisonGuard.open(new PoisonSettings(directory.toString(), 0))) {
      assertThat(guard.<String>run(POISON, "read", () -> "done")).isEqualTo("done");
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void aDirectoryThatCannotBeUsedIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> PoisonGuard.open(new PoisonSettings(file.toString(), 3)))
        .withMessageContaining(file.toString());
  }

  @Test
  void aFileThatIsNoJournalIsPassedOver() throws Exception {
    Files.writeString(directory.resolve("a.crash"), "nonsense that is long enough");
    Files.writeString(directory.resolve("b.crash"), "x");
    try (PoisonGuard guard = open()) {
      assertThat(guard.<String>run(INNOCENT, "read", () -> "done")).isEqualTo("done");
    }
  }

  private PoisonGuard open() {
    return PoisonGuard.open(new PoisonSettings(directory.toString(), 3));
  }

  private Map<String, List<Path>> crashes() {
    try {
      return InFlightJournal.crashes(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
