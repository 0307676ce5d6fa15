package io.morelli.embedding;

import io.morelli.image.RgbImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Prints the time of a picture, without decoding, by precision and batch size, and of making a
 * model's input from pictures of several sizes. Best and median of the rounds. Run its main method
 * with the test class path.
 */
public final class EmbeddingBenchmark {

  private static final int ROUNDS = 7;

  private EmbeddingBenchmark() {}

  public static void main(String[] args) {
    ModelFile file = ModelFile.locate(ModelFile.DEFAULT);
    byte[] picture = ModelInput.of(noise(640, 480), file.info().inputSize());
    System.out.println("what\tbest ms\tmedian ms\tpictures/s (median)");
    for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
      try (EmbeddingModel model = EmbeddingModel.load(file, precision, "cpu");
          Embedder embedder = model.newEmbedder(Runtime.getRuntime().availableProcessors())) {
        for (int size : new int[] {1, 4, 8, 16}) {
          List<byte[]> batch = Collections.nCopies(size, picture);
          print("%s batch %d".formatted(precision, size), size, () -> embedder.embed(batch));
        }
      }
    }
    for (int side : new int[] {300, 640, 2000, 6000}) {
      RgbImage image = noise(side, side * 3 / 4);
      print("input from " + image, 1, () -> ModelInput.of(image, file.info().inputSize()));
    }
  }

  private static void print(String what, int pictures, Runnable work) {
    List<Double> times = new ArrayList<>();
    for (int round = -2; round < ROUNDS; round++) {
      long start = System.nanoTime();
      work.run();
      if (round >= 0) {
        times.add((System.nanoTime() - start) / 1e6);
      }
    }
    Collections.sort(times);
    double median = times.get(ROUNDS / 2);
    System.out.printf(
        "%s\t%.1f\t%.1f\t%.1f%n", what, times.get(0), median, 1000 * pictures / median);
  }

  private static RgbImage noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(1).nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }
}
