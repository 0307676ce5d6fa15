package io.morelli.operators;

import io.morelli.embedding.ModelInfo;
import io.morelli.index.ImageIndexes;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/** Where the searchable pictures are kept. */
public final class IndexOptions {

  public static final ConfigOption<String> LOCATION =
      ConfigOptions.key("index.uri")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "lucene:///FOLDER for the embedded index, which all subtasks of one JVM share, or"
                  + " milvus://HOST:PORT.");

  private IndexOptions() {}

  /**
   * Refuses to open, on the task managers, an index that was built with another model.
   *
   * @throws IllegalArgumentException if the option is missing or no URI
   */
  public static IndexProvider provider(Configuration options, ModelInfo model) {
    URI uri =
        options
            .getOptional(LOCATION)
            .map(IndexOptions::uri)
            .orElseThrow(
                () -> new IllegalArgumentException("the option " + LOCATION.key() + " is missing"));
    return () -> ImageIndexes.open(uri, model);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Without the text, which may hold a password, and so without the cause.
      throw new IllegalArgumentException(
          "%s is no URI: %s at position %d".formatted(LOCATION.key(), e.getReason(), e.getIndex()));
    }
  }
}
