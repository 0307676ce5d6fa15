package io.morelli.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Thresholds as JSON, in the form of the object "thresholds" of a model's manifest. */
public final class ThresholdsFile {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  private ThresholdsFile() {}

  /**
   * @throws IOException if the file cannot be read or is not such JSON, naming it
   */
  public static Thresholds read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), Thresholds.class);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + e.getOriginalMessage(), e);
    }
  }

  public static void write(Thresholds thresholds, Path file) throws IOException {
    JSON.writeValue(file.toFile(), thresholds);
  }
}
