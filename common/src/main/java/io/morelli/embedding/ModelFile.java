package io.morelli.embedding;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.decision.Thresholds;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A model as it is stored: {@code program.pt}, TorchScript without weights; {@code
 * weights.safetensors}; {@code manifest.json}, what people and the search rule must know of it.
 */
public final class ModelFile {

  /** Names the model that comes with Morelli. */
  public static final String DEFAULT = "default";

  private static final String DEFAULT_RESOURCE = "vgg16-cam-v1";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /** Opens one of a model's three files. */
  @FunctionalInterface
  private interface Opener {
    InputStream open(String file) throws IOException;
  }

  @JsonIgnoreProperties("preprocessing")
  private record Manifest(String name, int inputSize, int dimension, Thresholds thresholds) {

    Manifest {
      if (name.isBlank() || inputSize < 16 || dimension < 1) {
        throw new IllegalArgumentException(
            "name '%s', inputSize %d (at least 16), dimension %d (at least 1)"
                .formatted(name, inputSize, dimension));
      }
    }
  }

  private final ModelInfo info;
  private final byte[] program;
  private final SafeTensors weights;

  private ModelFile(String where, Opener opener) {
    program = read(where, opener, "program.pt");
    byte[] weightBytes = read(where, opener, "weights.safetensors");
    weights = SafeTensors.parse(where + "/weights.safetensors", weightBytes);
    Manifest manifest = manifest(where, read(where, opener, "manifest.json"));
    info =
        new ModelInfo(
            manifest.name(),
            version(program, weightBytes),
            manifest.inputSize(),
            manifest.dimension(),
            manifest.thresholds());
  }

  /**
   * Reads a model.
   *
   * @param model {@link #DEFAULT} or a folder with the three files
   * @throws IllegalArgumentException naming the file that is missing or damaged
   */
  public static ModelFile locate(String model) {
    if (model.equals(DEFAULT)) {
      return new ModelFile("model " + DEFAULT_RESOURCE, ModelFile::openResource);
    }
    Path folder = Path.of(model);
    return new ModelFile(folder.toString(), file -> Files.newInputStream(folder.resolve(file)));
  }

  /** What the rest of the system must know of the model, with its computed version. */
  public ModelInfo info() {
    return info;
  }

  byte[] program() {
    return program;
  }

  SafeTensors weights() {
    return weights;
  }

  private static InputStream openResource(String file) throws IOException {
    InputStream stream = ModelFile.class.getResourceAsStream(DEFAULT_RESOURCE + "/" + file);
    if (stream == null) {
      throw new FileNotFoundException(file + " is not in the class path");
    }
    return stream;
  }

  private static byte[] read(String where, Opener opener, String file) {
    try (InputStream stream = opener.open(file)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new IllegalArgumentException("%s: cannot read %s".formatted(where, file), e);
    }
  }

  private static Manifest manifest(String where, byte[] json) {
    try {
      return JSON.readValue(json, Manifest.class);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s/manifest.json: %s".formatted(where, e.getMessage()), e);
    }
  }

  private static String version(byte[] program, byte[] weights) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(program);
      digest.update(weights);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
