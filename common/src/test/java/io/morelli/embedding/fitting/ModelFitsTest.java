package io.morelli.embedding.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.morelli.deformation.Geometry;
import io.morelli.embedding.Embedder;
import io.morelli.embedding.EmbeddingModel;
import io.morelli.embedding.Golden;
import io.morelli.embedding.ModelFile;
import io.morelli.embedding.ModelInput;
import io.morelli.embedding.Pooling;
import io.morelli.embedding.Precision;
import io.morelli.embedding.weights.SafeTensors;
import io.morelli.embedding.weights.StateDictFile;
import io.morelli.embedding.weights.WeightTensor;
import io.morelli.embedding.weights.Weights;
import io.morelli.embedding.weights.WeightsFile;
import io.morelli.image.RgbImage;
import io.morelli.testing.SharedData;
import io.morelli.testing.Vectors;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFitsTest {

  private static final ModelFile SHIPPED = ModelFile.locate(ModelFile.DEFAULT);
  private static final FitSettings SETTINGS = new FitSettings(16, false);

  @TempDir Path folder;

  /** The shipped network's numbers, as if PyTorch had saved them. */
  @ParameterizedTest
  @ValueSource(strings = {"pth", "safetensors"})
  void completeWeightsGiveTheVectorsOfPyTorch(String format) throws IOException {
    Path file = saved(format, new Weights(floats(SHIPPED.weights()), Map.of()));

    FittedModel fitted = imported(file, Optional.empty());

    assertThat(fitted.pixels()).isEqualTo(Pixels.PUBLISHED);
    assertThat(fitted.pictures()).isZero();
    ModelFile model = reopened(fitted.model());
    assertGivesVectors(model, Golden.load().vectors());
    // The file came without, and training knows the network by nothing else.
    assertThat(Pooling.of(model.weights())).isEqualTo(Pooling.of(SHIPPED.weights()));
    assertThat(model.weights().metadata())
        .containsKeys("feature_scale", "cam_floor")
        .containsEntry("gem", "3.0")
        .containsEntry("classes", "8")
        .containsEntry("input_size", "224");
  }

  /** The published convolutions, where a developer has put them; model.md says how. */
  @ParameterizedTest
  @ValueSource(strings = {"pth", "safetensors"})
  void publishedConvolutionsWithAHeadGiveTheVectorsOfPyTorch(String format) throws IOException {
    Weights published = published();
    Map<String, WeightTensor> tensors = new LinkedHashMap<>(floats(SHIPPED.weights()));
    tensors.putAll(published.tensors());
    Path file = saved(format, new Weights(tensors, Map.of()));

    FittedModel fitted = imported(file, Optional.empty());

    assertGivesVectors(reopened(fitted.model()), Golden.load("golden-grafted.json").vectors());
  }

  @Test
  void convolutionsAloneGetAHeadAndAWhiteningThatFindDeformedCopies() throws IOException {
    assertFindsDeformedCopies(
        saved("pth", convolutions(new Weights(floats(SHIPPED.weights()), Map.of()))));
  }

  @Test
  void publishedConvolutionsAloneFindDeformedCopies() throws IOException {
    assertFindsDeformedCopies(saved("safetensors", published()));
  }

  private void assertFindsDeformedCopies(Path file) throws IOException {
    List<Path> pictures = paint(40);
    List<Path> leftOut = new ArrayList<>();
    Path broken = Files.writeString(folder.resolve("broken.jpg"), "no picture");
    List<Path> files = new ArrayList<>(pictures);
    files.add(broken);
    FitPictures given = new FitPictures(files, collecting(leftOut));

    FittedModel fitted = imported(file, Optional.of(given));

    assertThat(leftOut).containsExactly(broken);
    assertThat(fitted.headFitted()).isTrue();
    assertThat(fitted.pictures()).isEqualTo(40);
    assertThat(fitted.kept()).isBetween(0.3, 1.0);
    ModelFile model = reopened(fitted.model());
    assertThat(model.info().dimension()).isEqualTo(16);
    assertThat(model.classNames()).hasSize(ModelFitter.PROTOTYPES).contains("prototype 3");
    try (EmbeddingModel loaded = EmbeddingModel.load(model, Precision.FP32, "cpu");
        Embedder embedder = loaded.newEmbedder(2)) {
      List<float[]> gallery = new ArrayList<>();
      for (Path picture : pictures) {
        gallery.add(vector(embedder, Golden.rgb(ImageIO.read(picture.toFile()))));
      }
      for (int i = 0; i < 10; i++) {
        RgbImage original = Golden.rgb(ImageIO.read(pictures.get(i).toFile()));
        float[] query = vector(embedder, Geometry.quarterTurns(2).apply(original, 1).mirrored());
        assertThat(nearest(query, gallery)).as("picture %d", i).isEqualTo(i);
        assertThat(Vectors.dot(query, query)).isCloseTo(1, within(1e-4));
      }
    }
  }

  @Test
  void whiteningForOtherPicturesKeepsTheRestOfTheModel() throws IOException {
    FitPictures pictures = new FitPictures(paint(40), collecting(new ArrayList<>()));

    FittedModel fitted = ModelFits.fitWhitening(SHIPPED, pictures, SETTINGS, "own");

    ModelFile model = reopened(fitted.model());
    assertThat(model.info().name()).isEqualTo("own");
    assertThat(model.info().dimension()).isEqualTo(16);
    assertThat(model.info().version()).isNotEqualTo(SHIPPED.info().version());
    assertThat(model.info().thresholds()).isEqualTo(SHIPPED.info().thresholds());
    assertThat(model.classNames()).isEqualTo(SHIPPED.classNames());
    assertThat(model.provenance().licence()).isEqualTo("CC BY 4.0");
    assertThat(model.provenance().sources()).contains("whitening fitted on 40 pictures");
    assertThat(model.provenance().note()).contains("morelli experiment --fit");
    assertThat(ModelFits.fitWhitening(SHIPPED, pictures, SETTINGS, "own").model().info())
        .isEqualTo(model.info());
  }

  @Test
  void refusesTooFewPictures() throws IOException {
    FitPictures pictures = new FitPictures(paint(20), collecting(new ArrayList<>()));

    assertThatThrownBy(() -> ModelFits.fitWhitening(SHIPPED, pictures, SETTINGS, "own"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("20 pictures are too few to fit 16 dimensions well: 32 are needed");
    FitSettings few = new FitSettings(20, true);
    assertThatThrownBy(() -> ModelFits.fitWhitening(SHIPPED, pictures, few, "own"))
        .hasMessageContaining("20 pictures cannot fit 20 dimensions");
  }

  @Test
  void namesTheTensorThatIsWrong() throws IOException {
    Map<String, WeightTensor> tensors = floats(SHIPPED.weights());

    refuses(without(tensors, "features.17.bias"), "lacks tensor features.17.bias");
    refuses(without(tensors, "cam.bias"), "lacks tensor cam.bias");
    refuses(Map.of(), "lacks tensor features.0.weight; it has none");
    refuses(
        with(tensors, "features.2.weight", WeightTensor.of(new float[9], 1, 1, 3, 3)),
        "tensor features.2.weight has shape [1, 1, 3, 3], not [64, 64, 3, 3]");
    refuses(
        with(tensors, "classifier.weight", WeightTensor.of(new float[6], 2, 3)),
        "tensor classifier.weight has shape [2, 3], not [any, 1024]");
    float[] bias = new float[64];
    bias[3] = Float.NaN;
    refuses(
        with(tensors, "features.0.bias", WeightTensor.of(bias, 64)),
        "tensor features.0.bias has the value NaN");
  }

  @Test
  void refusesAHeadOfFewerClassesThanWeightThePositions() throws IOException {
    Map<String, WeightTensor> tensors = floats(SHIPPED.weights());
    tensors.put("classifier.weight", WeightTensor.of(new float[5 * 1024], 5, 1024));
    tensors.put("classifier.bias", WeightTensor.of(new float[5], 5));

    refuses(tensors, "8 classes shall weight the positions, but its head has 5");

    Weights three = new Pooling(1, 3, 0.2f, 3).describe(new Weights(tensors, Map.of()));
    FittedModel fitted = imported(saved("safetensors", three), Optional.empty());
    assertThat(fitted.model().weights().metadata()).containsEntry("classes", "3");
  }

  @Test
  void saysWhatToDoWhereThereIsNothingToFitOn() throws IOException {
    refuses(
        convolutions(new Weights(floats(SHIPPED.weights()), Map.of())).tensors(),
        "lacks tensor cam.weight: name pictures to fit it on");
  }

  @Test
  void refusesADimensionThatIsNone() {
    assertThatThrownBy(() -> new FitSettings(513, false)).hasMessageContaining("dimension 513");
    assertThatThrownBy(() -> new FitSettings(0, false)).hasMessageContaining("dimension 0");
  }

  private void refuses(Map<String, WeightTensor> tensors, String message) throws IOException {
    Path file = saved("pth", new Weights(tensors, Map.of()));
    assertThatThrownBy(() -> imported(file, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weights.pth")
        .hasMessageContaining(message);
  }

  private static FittedModel imported(Path file, Optional<FitPictures> pictures)
      throws IOException {
    return ModelFits.importWeights(SHIPPED, file, Pixels.AUTO, pictures, SETTINGS, "imported");
  }

  /** As a job finds it. */
  private ModelFile reopened(ModelFile model) throws IOException {
    Path written = folder.resolve("new").resolve("model");
    model.write(written);
    return ModelFile.locate(written.toString());
  }

  private Path saved(String format, Weights weights) throws IOException {
    Path file = folder.resolve("weights." + format);
    if (format.equals("pth")) {
      StateDictFile.write(file, weights.tensors());
    } else {
      Files.write(file, SafeTensors.write(weights));
    }
    return file;
  }

  private static Weights published() throws IOException {
    Path file = SharedData.require("train/vgg16-published.pth");
    return convolutions(WeightsFile.read(file, name -> name.startsWith("features.")));
  }

  private static Weights convolutions(Weights weights) {
    Map<String, WeightTensor> convolutions = new LinkedHashMap<>(weights.tensors());
    convolutions.keySet().removeIf(name -> !name.startsWith("features."));
    return new Weights(convolutions, Map.of());
  }

  private static Map<String, WeightTensor> floats(Weights weights) {
    Map<String, WeightTensor> floats = new LinkedHashMap<>();
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (!name.endsWith(".scale")) {
                floats.put(name, WeightTensor.of(weights.floats(name), tensor.shape()));
              }
            });
    return floats;
  }

  private static Map<String, WeightTensor> without(Map<String, WeightTensor> tensors, String name) {
    Map<String, WeightTensor> fewer = new LinkedHashMap<>(tensors);
    fewer.remove(name);
    return fewer;
  }

  private static Map<String, WeightTensor> with(
      Map<String, WeightTensor> tensors, String name, WeightTensor tensor) {
    Map<String, WeightTensor> other = new LinkedHashMap<>(tensors);
    other.put(name, tensor);
    return other;
  }

  /** Pictures of coloured blocks, all different. */
  private List<Path> paint(int count) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      for (int shape = 0; shape < 30; shape++) {
        graphics.setColor(new Color(random.nextInt(1 << 24)));
        int x = random.nextInt(160);
        int y = random.nextInt(120);
        if (random.nextBoolean()) {
          graphics.fillOval(x - 20, y - 20, 10 + random.nextInt(50), 10 + random.nextInt(50));
        } else {
          graphics.fillRect(x - 20, y - 20, 10 + random.nextInt(50), 10 + random.nextInt(50));
        }
      }
      graphics.dispose();
      Path file = folder.resolve("%03d.png".formatted(i));
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    return files;
  }

  private static FitListener collecting(List<Path> leftOut) {
    return new FitListener() {
      @Override
      public void started(String task, int pictures) {
        assertThat(pictures).isPositive();
      }

      @Override
      public void done(int pictures) {
        assertThat(pictures).isPositive();
      }

      @Override
      public void leftOut(Path file, String reason) {
        leftOut.add(file);
      }
    };
  }

  private static void assertGivesVectors(ModelFile model, Map<String, float[]> expected) {
    try (EmbeddingModel loaded = EmbeddingModel.load(model, Precision.FP32, "cpu");
        Embedder embedder = loaded.newEmbedder(2)) {
      expected.forEach(
          (name, vector) -> {
            float[] given = vector(embedder, Golden.picture(name));
            assertThat(Vectors.dot(given, given)).isCloseTo(1, within(1e-4));
            assertThat(1 - Vectors.dot(given, vector)).as(name).isLessThan(1e-4);
          });
    }
  }

  private static float[] vector(Embedder embedder, RgbImage picture) {
    return embedder.embed(List.of(ModelInput.of(picture, embedder.model().inputSize())))[0];
  }

  private static int nearest(float[] query, List<float[]> gallery) {
    int best = 0;
    for (int i = 1; i < gallery.size(); i++) {
      best = Vectors.dot(query, gallery.get(i)) > Vectors.dot(query, gallery.get(best)) ? i : best;
    }
    return best;
  }
}
