package io.morelli.local.demo;

import io.morelli.embedding.Embedder;
import io.morelli.embedding.EmbeddingConfig;
import io.morelli.embedding.SharedEmbeddingModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The speed of the model alone: what a system around it can reach at best. */
final class BareModel {

  private static final int WARM_UP = 2;
  private static final long NANOS = 8_000_000_000L;

  private BareModel() {}

  /**
   * Pictures a second of several embedders side by side.
   *
   * @param threads of each embedder
   * @param batch pictures of each call
   */
  static double picturesPerSecond(int embedders, int threads, int batch)
      throws InterruptedException, ExecutionException {
    ExecutorService executor = Executors.newFixedThreadPool(embedders);
    try (SharedEmbeddingModel shared = SharedEmbeddingModel.acquire(EmbeddingConfig.DEFAULT)) {
      Callable<Double> run =
          () -> {
            try (Embedder embedder = shared.model().newEmbedder(threads)) {
              return run(embedder, batch);
            }
          };
      List<Future<Double>> runs = new ArrayList<>();
      for (int i = 0; i < embedders; i++) {
        runs.add(executor.submit(run));
      }
      double sum = 0;
      for (Future<Double> future : runs) {
        sum += future.get();
      }
      return sum;
    } finally {
      executor.shutdown();
    }
  }

  private static double run(Embedder embedder, int batch) {
    int side = embedder.model().inputSize();
    List<byte[]> pictures = Collections.nCopies(batch, new byte[3 * side * side]);
    for (int i = 0; i < WARM_UP; i++) {
      embedder.embed(pictures);
    }
    long start = System.nanoTime();
    int calls = 0;
    while (System.nanoTime() - start < NANOS) {
      embedder.embed(pictures);
      calls++;
    }
    return calls * batch * 1e9 / (System.nanoTime() - start);
  }
}
