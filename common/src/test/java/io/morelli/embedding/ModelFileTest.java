package io.morelli.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

  @TempDir Path folder;

  /** A copy of the default model in a folder. */
  @BeforeEach
  void copyDefaultModel() throws IOException {
    for (String file : List.of("program.pt", "weights.safetensors", "manifest.json")) {
      try (InputStream stream = ModelFile.class.getResourceAsStream("vgg16-cam-v2/" + file)) {
        Files.copy(stream, folder.resolve(file));
      }
    }
  }

  @Test
  void readsTheShippedModel() {
    ModelInfo info = ModelFile.locate(ModelFile.DEFAULT).info();

    assertThat(info.name()).isEqualTo("vgg16-cam-v2");
    assertThat(info.inputSize()).isEqualTo(224);
    assertThat(info.dimension()).isEqualTo(256);
    assertThat(info.version()).matches("[0-9a-f]{64}");
  }

  @Test
  void theSameFilesInAFolderAreTheSameModel() {
    assertThat(ModelFile.locate(folder.toString()).info())
        .isEqualTo(ModelFile.locate(ModelFile.DEFAULT).info());
  }

  @Test
  void otherWeightsAreAnotherVersion() throws IOException {
    Path weights = folder.resolve("weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);

    assertThat(ModelFile.locate(folder.toString()).info().version())
        .isNotEqualTo(ModelFile.locate(ModelFile.DEFAULT).info().version());
  }

  @Test
  void namesTheMissingFile() throws IOException {
    Files.delete(folder.resolve("manifest.json"));

    refuses(folder.toString(), "cannot read manifest.json");
    refuses(folder.resolve("absent").toString(), "absent: cannot read program.pt");
  }

  @Test
  void namesTheDamagedFile() throws IOException {
    Files.write(folder.resolve("weights.safetensors"), new byte[3]);

    refuses(folder.toString(), "weights.safetensors is truncated");
  }

  @Test
  void namesAMissingOrBadEntryOfTheManifest() throws IOException {
    refusesManifest("\"dimension\"", "\"size\"", "manifest.json");
    refusesManifest("\"inputSize\": 224", "\"inputSize\": 4", "inputSize 4");
    refusesManifest("\"highCosine\": [0-9.]+", "\"highCosine\": 0.05", "high 0.05");

    for (String none : List.of("null", "", "[]")) {
      Files.writeString(folder.resolve("manifest.json"), none);
      refuses(folder.toString(), "manifest.json is no JSON object");
    }
  }

  /** Else two models would share a version, and an index hold vectors of both. */
  @Test
  void refusesAManifestThatSaysOtherThanTheWeights() throws IOException {
    refusesManifest(
        "\"inputSize\": 224",
        "\"inputSize\": 96",
        "inputSize 96, but weights.safetensors is for 224");
    refusesManifest(
        "\"dimension\": 256",
        "\"dimension\": 128",
        "dimension 128, but the projection in weights.safetensors has 256");
  }

  /** With one entry changed, which is put back. */
  private void refusesManifest(String entry, String changed, String message) throws IOException {
    Path manifest = folder.resolve("manifest.json");
    String json = Files.readString(manifest);
    Files.writeString(manifest, json.replaceFirst(entry, changed));
    refuses(folder.toString(), message);
    Files.writeString(manifest, json);
  }

  private static void refuses(String model, String message) {
    assertThatThrownBy(() -> ModelFile.locate(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
