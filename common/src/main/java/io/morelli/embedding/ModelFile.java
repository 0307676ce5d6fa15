package io.morelli.embedding;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.morelli.decision.Thresholds;
import io.morelli.embedding.weights.SafeTensors;
import io.morelli.embedding.weights.WeightTensor;
import io.morelli.embedding.weights.Weights;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as it is stored: {@code program.pt}, TorchScript without weights; {@code
 * weights.safetensors}; {@code manifest.json}, what people and the search rule must know of it; and
 * {@code classes.txt}, which may be missing, the name of a class of the CAM head in each line.
 */
public final class ModelFile {

  /** Names the model that comes with Morelli. */
  public static final String DEFAULT = "default";

  private static final String DEFAULT_RESOURCE = "vgg16-cam-v2";
  private static final String PROGRAM = "program.pt";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String MANIFEST = "manifest.json";
  private static final String CLASSES = "classes.txt";

  /** A metadatum of the weights: the side of the pictures that they were fitted to. */
  private static final String INPUT_SIZE = "input_size";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /** Opens one of a model's files. */
  @FunctionalInterface
  private interface Opener {
    InputStream open(String file) throws IOException;
  }

  @JsonIgnoreProperties({"preprocessing", "licence", "sources", "note"})
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
  private final byte[] weightBytes;
  private final Weights weights;
  private final ObjectNode manifest;
  private final List<String> classNames;

  private ModelFile(
      String where,
      byte[] program,
      byte[] weightBytes,
      JsonNode manifest,
      List<String> classNames) {
    this.program = program;
    this.weightBytes = weightBytes;
    this.weights = SafeTensors.parse(where + "/" + WEIGHTS, weightBytes);
    Manifest parsed = parsed(where, manifest);
    checkAgreement(where, parsed, weights);
    this.manifest = (ObjectNode) manifest;
    this.classNames = classNames;
    this.info =
        new ModelInfo(
            parsed.name(),
            version(program, weightBytes),
            parsed.inputSize(),
            parsed.dimension(),
            parsed.thresholds());
    if (!classNames.isEmpty() && classNames.size() != classCount()) {
      throw new IllegalArgumentException(
          "%s/%s has %d names for %d classes"
              .formatted(where, CLASSES, classNames.size(), classCount()));
    }
  }

  /**
   * The version covers program and weights, not the manifest: what decides over vectors has to be
   * the same in both.
   */
  private static void checkAgreement(String where, Manifest manifest, Weights weights) {
    WeightTensor projection = weights.tensors().get("projection.bias");
    if (projection != null && projection.count() != manifest.dimension()) {
      throw new IllegalArgumentException(
          "%s/%s says dimension %d, but the projection in %s has %d"
              .formatted(where, MANIFEST, manifest.dimension(), WEIGHTS, projection.count()));
    }
    String size = weights.metadata().get(INPUT_SIZE);
    if (size != null && !size.equals(Integer.toString(manifest.inputSize()))) {
      throw new IllegalArgumentException(
          "%s/%s says inputSize %d, but %s is for %s; 'morelli_model whiten --size' fits it to another"
              .formatted(where, MANIFEST, manifest.inputSize(), WEIGHTS, size));
    }
  }

  /**
   * Reads a model.
   *
   * @param model {@link #DEFAULT} or a folder with the files
   * @throws IllegalArgumentException naming the file that is missing or damaged
   */
  public static ModelFile locate(String model) {
    if (model.equals(DEFAULT)) {
      return read("model " + DEFAULT_RESOURCE, ModelFile::openResource);
    }
    Path folder = Path.of(model);
    return read(folder.toString(), file -> Files.newInputStream(folder.resolve(file)));
  }

  private static ModelFile read(String where, Opener opener) {
    return new ModelFile(
        where,
        read(where, opener, PROGRAM),
        read(where, opener, WEIGHTS),
        json(where, read(where, opener, MANIFEST)),
        classNames(where, opener));
  }

  /**
   * A model of the same program and thresholds with other weights. The input size is the same, too,
   * unless the metadata of the weights name another.
   *
   * @param name for people
   * @param classNames of all classes of its head in their order; empty if they have none
   * @throws IllegalArgumentException if the weights have no projection, or not as many classes as
   *     names
   */
  public ModelFile with(
      String name, Weights others, List<String> classNames, Provenance provenance) {
    WeightTensor projection = others.tensors().get("projection.bias");
    if (projection == null) {
      throw new IllegalArgumentException("missing tensor: projection.bias");
    }
    // Training knows the size from the weights alone.
    Map<String, String> metadata = new LinkedHashMap<>(others.metadata());
    metadata.putIfAbsent(INPUT_SIZE, Integer.toString(info.inputSize()));
    ObjectNode changed = manifest.deepCopy();
    changed.put("name", name).put("dimension", projection.count());
    changed.put("inputSize", inputSize(name, metadata.get(INPUT_SIZE)));
    changed.put("licence", provenance.licence());
    changed.set("sources", JSON.valueToTree(provenance.sources()));
    changed.put("note", provenance.note());
    return new ModelFile(
        name,
        program,
        SafeTensors.write(new Weights(others.tensors(), metadata)),
        changed,
        List.copyOf(classNames));
  }

  private static int inputSize(String name, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s: the metadata %s of the weights is '%s', no number".formatted(name, INPUT_SIZE, text),
          e);
    }
  }

  /**
   * Writes the files.
   *
   * @param folder made with its parents
   * @throws FileAlreadyExistsException if it exists: a model that jobs work with is not replaced
   */
  public void write(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(folder);
    Files.write(folder.resolve(PROGRAM), program);
    Files.write(folder.resolve(WEIGHTS), weightBytes);
    Files.writeString(folder.resolve(MANIFEST), manifest.toPrettyString() + "\n");
    if (!classNames.isEmpty()) {
      Files.write(folder.resolve(CLASSES), classNames);
    }
  }

  /** What the rest of the system must know of the model, with its computed version. */
  public ModelInfo info() {
    return info;
  }

  /** As they are stored. */
  public Weights weights() {
    return weights;
  }

  /** Of the classes of the CAM head, in their order; empty if the model has none. */
  public List<String> classNames() {
    return classNames;
  }

  /** How many classes the CAM head knows. */
  int classCount() {
    WeightTensor bias = weights.tensors().get("classifier.bias");
    return bias == null ? 0 : (int) bias.count();
  }

  /** Where the model comes from. */
  public Provenance provenance() {
    List<String> sources = new ArrayList<>();
    manifest.path("sources").forEach(source -> sources.add(source.asText()));
    return new Provenance(
        manifest.path("licence").asText(), sources, manifest.path("note").asText());
  }

  /** Bytes of the program. */
  long programBytes() {
    return program.length;
  }

  /** Bytes of the weights' file. */
  long weightsBytes() {
    return weightBytes.length;
  }

  byte[] program() {
    return program;
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

  private static List<String> classNames(String where, Opener opener) {
    try (InputStream stream = opener.open(CLASSES)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException | FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new IllegalArgumentException("%s: cannot read %s".formatted(where, CLASSES), e);
    }
  }

  private static JsonNode json(String where, byte[] manifest) {
    try {
      return JSON.readTree(manifest);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s/%s: %s".formatted(where, MANIFEST, e.getMessage()), e);
    }
  }

  private static Manifest parsed(String where, JsonNode manifest) {
    if (!manifest.isObject()) {
      throw new IllegalArgumentException("%s/%s is no JSON object".formatted(where, MANIFEST));
    }
    try {
      return JSON.treeToValue(manifest, Manifest.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s/%s: %s".formatted(where, MANIFEST, e.getMessage()), e);
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
