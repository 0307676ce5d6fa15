package io.morelli.operators;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.util.FileUtils;

/** Prints what the guard costs a record, with one subtask and with several. Run by hand. */
final class PoisonGuardBenchmark {

  private static final int RECORDS = 2_000_000;

  private PoisonGuardBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("poison-guard");
    try {
      for (int threads : new int[] {1, 1, 2, 4}) {
        System.out.printf("%d subtasks: %.0f ns a record%n", threads, measure(directory, threads));
      }
    } finally {
      FileUtils.deleteDirectory(directory.toFile());
    }
  }

  private static double measure(Path directory, int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Callable<Long> task = () -> work(directory);
      List<Future<Long>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        results.add(pool.submit(task));
      }
      long nanos = 0;
      for (Future<Long> result : results) {
        nanos += result.get();
      }
      return (double) nanos / threads / RECORDS;
    } finally {
      pool.shutdownNow();
    }
  }

  private static long work(Path directory) throws Exception {
    try (PoisonGuard guard = PoisonGuard.open(new PoisonSettings(directory.toString(), 3))) {
      long start = System.nanoTime();
      for (int i = 0; i < RECORDS; i++) {
        guard.run("images-3-" + i + "@1700000000000", "read", () -> null);
      }
      return System.nanoTime() - start;
    }
  }
}
