package io.morelli.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.image.RgbImage;
import io.morelli.message.RejectedException;
import io.morelli.testing.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingModelTest {

  private static final ModelFile MODEL = ModelFile.locate(ModelFile.DEFAULT);
  private static final Path STATUS = Path.of("/proc/self/status");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"FP32, 1e-4", "BF16, 5e-3"})
  void givesTheVectorsOfThePythonModel(Precision precision, double distance) {
    try (EmbeddingModel model = EmbeddingModel.load(MODEL, precision, "cpu");
        Embedder embedder = model.newEmbedder(2)) {
      for (Map.Entry<String, float[]> expected : Golden.load().vectors().entrySet()) {
        float[] vector = embedder.embed(List.of(input(expected.getKey())))[0];

        assertThat(Vectors.dot(vector, vector)).isCloseTo(1, within(1e-4));
        assertThat(1 - Vectors.dot(vector, expected.getValue()))
            .as(expected.getKey())
            .isLessThan(distance);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"FP32, 1e-3", "BF16, 5e-3"})
  void decodesAndEmbedsStoredPicturesAsPythonDoes(Precision precision, double distance)
      throws RejectedException {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    Map<String, float[]> golden = Golden.files();
    assertThat(golden).hasSizeGreaterThan(12);
    try (EmbeddingModel model = EmbeddingModel.load(MODEL, precision, "cpu");
        Embedder embedder = model.newEmbedder(2)) {
      for (Map.Entry<String, float[]> expected : golden.entrySet()) {
        RgbImage picture = decoder.decode(Golden.file(expected.getKey())).image();
        float[] vector =
            embedder.embed(List.of(ModelInput.of(picture, MODEL.info().inputSize())))[0];

        double difference = 1 - Vectors.dot(vector, expected.getValue());
        System.out.printf(
            "%s %s: cosine distance %.6f%n", precision, expected.getKey(), difference);
        assertThat(difference).as(expected.getKey()).isLessThan(distance);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FP32", "BF16"})
  void theRestOfTheBatchDoesNotChangeAVector(Precision precision) {
    List<byte[]> inputs =
        Stream.of("discs", "clouds", "stripes").map(EmbeddingModelTest::input).toList();
    try (EmbeddingModel model = EmbeddingModel.load(MODEL, precision, "cpu");
        Embedder embedder = model.newEmbedder(2)) {
      float[][] together = embedder.embed(inputs);

      assertThat(together).hasNumberOfRows(3);
      for (int i = 0; i < together.length; i++) {
        float[] alone = embedder.embed(List.of(inputs.get(i)))[0];
        assertThat(1 - Vectors.dot(alone, together[i])).isLessThan(1e-3);
      }
    }
  }

  @Test
  void embeddersOfOneModelWorkAtTheSameTime() throws Exception {
    List<byte[]> inputs = List.of(input("discs"), input("clouds"));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (EmbeddingModel model = EmbeddingModel.load(MODEL, Precision.FP32, "cpu")) {
      List<Future<float[][]>> results =
          threads.invokeAll(
              Collections.nCopies(
                  4,
                  () -> {
                    try (Embedder embedder = model.newEmbedder(2)) {
                      return embedder.embed(inputs);
                    }
                  }));
      float[][] first = results.get(0).get();
      for (Future<float[][]> result : results) {
        assertThat(1 - Vectors.dot(result.get()[0], first[0])).isLessThan(1e-5);
        assertThat(1 - Vectors.dot(result.get()[1], first[1])).isLessThan(1e-5);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void nativeMemoryDoesNotGrowWithTheBatches() throws IOException {
    Assumptions.assumeTrue(Files.exists(STATUS), "needs " + STATUS);
    byte[] picture = input("discs");
    try (EmbeddingModel model = EmbeddingModel.load(MODEL, Precision.AUTO, "cpu");
        Embedder embedder = model.newEmbedder(2)) {
      embed(embedder, picture, 20);
      long before = EmbeddingMemoryFigures.residentMegabytes();
      embed(embedder, picture, 120);
      long growth = EmbeddingMemoryFigures.residentMegabytes() - before;

      System.out.printf("resident memory: %d MB, grown by %d MB in 120 batches%n", before, growth);
      // The activations of one batch are over 10 MB: keeping a tenth of them would show.
      assertThat(growth).isLessThan(100);
    }
  }

  @Test
  void closedModelsGiveTheirMemoryBack() throws IOException {
    Assumptions.assumeTrue(Files.exists(STATUS), "needs " + STATUS);
    EmbeddingModel.load(MODEL, Precision.FP32, "cpu").close();
    long before = EmbeddingMemoryFigures.residentMegabytes();
    for (int i = 0; i < 8; i++) {
      EmbeddingModel.load(MODEL, Precision.FP32, "cpu").close();
    }
    long growth = EmbeddingMemoryFigures.residentMegabytes() - before;

    System.out.printf("resident memory: grown by %d MB in 8 loads%n", growth);
    // The weights alone are 85 MB.
    assertThat(growth).isLessThan(400);
  }

  @Test
  void refusesABatchThatIsNotForThisModel() {
    try (EmbeddingModel model = EmbeddingModel.load(MODEL, Precision.FP32, "cpu");
        Embedder embedder = model.newEmbedder(2)) {
      assertThatThrownBy(() -> embedder.embed(List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> embedder.embed(List.of(input("discs"), new byte[10])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("picture 1 has 10 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tpu", "gpu:", "gpu:999", "gpu:-1", ""})
  void refusesADeviceThatDoesNotExist(String device) {
    assertThatThrownBy(() -> EmbeddingModel.load(MODEL, Precision.FP32, device))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + device + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"features.17.bias", "cam.weight.scale", "projection.weight"})
  void namesTheTensorThatTheWeightsLack(String tensor) throws IOException {
    ModelFile lacking = modelWithout(tensor);

    assertThatThrownBy(() -> EmbeddingModel.load(lacking, Precision.FP32, "cpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("vgg16-cam-v2")
        .hasMessageContaining("missing tensor: " + tensor);
  }

  /** The default model with one tensor renamed. */
  private ModelFile modelWithout(String tensor) throws IOException {
    for (String file : List.of("program.pt", "manifest.json")) {
      try (InputStream stream = ModelFile.class.getResourceAsStream("vgg16-cam-v2/" + file)) {
        Files.copy(stream, folder.resolve(file));
      }
    }
    try (InputStream stream =
        ModelFile.class.getResourceAsStream("vgg16-cam-v2/weights.safetensors")) {
      byte[] weights = stream.readAllBytes();
      int length = (int) ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getLong();
      String header = new String(weights, Long.BYTES, length, StandardCharsets.ISO_8859_1);
      int name = header.indexOf('"' + tensor + '"');
      weights[Long.BYTES + name + 1] = '#';
      Files.write(folder.resolve("weights.safetensors"), weights);
    }
    return ModelFile.locate(folder.toString());
  }

  private static void embed(Embedder embedder, byte[] picture, int batches) {
    for (int i = 0; i < batches; i++) {
      embedder.embed(Collections.nCopies(1 + i % 2, picture));
    }
  }

  private static byte[] input(String name) {
    return ModelInput.of(Golden.picture(name), MODEL.info().inputSize());
  }
}
