package io.morelli.local.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Something that goes wrong.
 *
 * @param after how long the system works before it
 * @param choice which of several processes it hits, taken modulo their number
 */
record Fault(Kind kind, Duration after, int choice) {

  private static final int LONGEST_PEACE_MILLIS = 8_000;

  /** What goes wrong. All of it is repaired before the next fault. */
  enum Kind {
    KILL_TASK_MANAGER("kill -9 of a task manager"),
    KILL_JOB_MANAGER("kill -9 of the job manager that leads"),
    KILL_KAFKA("kill -9 of the broker"),
    KILL_MILVUS("kill -9 of Milvus"),
    PAUSE_MILVUS("Milvus stands still"),
    PAUSE_KAFKA("the broker stands still"),
    LOSE_CHECKPOINTS("checkpoints cannot be written");

    final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  /** All kinds in turn, shuffled anew each time; the same for the same seed. */
  static List<Fault> plan(long seed, int count) {
    Random random = new Random(seed);
    List<Fault> faults = new ArrayList<>();
    while (faults.size() < count) {
      List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
      Collections.shuffle(kinds, random);
      for (Kind kind : kinds.subList(0, Math.min(kinds.size(), count - faults.size()))) {
        faults.add(
            new Fault(
                kind, Duration.ofMillis(random.nextInt(LONGEST_PEACE_MILLIS)), random.nextInt(64)));
      }
    }
    return faults;
  }
}
