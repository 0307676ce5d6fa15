package io.morelli.embedding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Embeds many pictures and prints the resident memory of the process every 1,000, which shows
 * whether native memory leaks. A few distinct pictures come again and again, in batches of changing
 * size as in the jobs. Run its main method with the test class path, on Linux; the argument is how
 * many pictures, 20,000 by default.
 */
public final class EmbeddingMemoryFigures {

  private static final int STEP = 1000;
  private static final int DISTINCT = 8;
  private static final int LARGEST_BATCH = 8;

  private EmbeddingMemoryFigures() {}

  public static void main(String[] args) throws IOException {
    int total = args.length == 0 ? 20_000 : Integer.parseInt(args[0]);
    ModelFile file = ModelFile.locate(ModelFile.DEFAULT);
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < DISTINCT; i++) {
      byte[] picture = new byte[3 * file.info().inputSize() * file.info().inputSize()];
      new Random(i).nextBytes(picture);
      pictures.add(picture);
    }
    System.out.println("pictures\tRSS MB\tJava heap MB\tpictures/s");
    try (EmbeddingModel model = EmbeddingModel.load(file, Precision.AUTO, "cpu");
        Embedder embedder = model.newEmbedder(Runtime.getRuntime().availableProcessors())) {
      int done = 0;
      int printed = 0;
      long start = System.nanoTime();
      for (int batch = 1; done < total; batch = batch % LARGEST_BATCH + 1) {
        embedder.embed(pictures.subList(0, batch));
        done += batch;
        if (done / STEP > printed) {
          printed = done / STEP;
          Runtime java = Runtime.getRuntime();
          System.out.printf(
              "%d\t%d\t%d\t%.1f%n",
              done,
              residentMegabytes(),
              (java.totalMemory() - java.freeMemory()) >> 20,
              done / ((System.nanoTime() - start) / 1e9));
        }
      }
    }
  }

  static long residentMegabytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    }
  }
}
