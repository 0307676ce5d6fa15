package io.morelli.operators;

import io.morelli.embedding.ModelInfo;
import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexUnavailableException;
import io.morelli.index.ModelMismatchException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the searchable pictures are kept. */
public final class IndexOptions {

  public static final ConfigOption<String> LOCATION =
      ConfigOptions.key("index.uri")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given: lucene:///FOLDER for the embedded index, which all subtasks of one JVM"
                  + " share, or milvus://HOST:PORT/DATABASE?OPTION=VALUE; its options are in index.md.");

  private static final Logger LOG = LoggerFactory.getLogger(IndexOptions.class);

  private IndexOptions() {}

  /**
   * Opens the index on the task managers.
   *
   * <p>A Milvus is asked already here, as every machine reaches it: an index of another model is
   * refused before the job starts. Where that shows on the task managers only, the job ends and is
   * not started again, since no restart could help.
   *
   * @throws io.morelli.index.ModelMismatchException if it was built with another model
   * @throws IllegalArgumentException if the option is missing or cannot be understood
   */
  public static IndexProvider provider(Configuration options, ModelInfo model) {
    URI uri =
        options
            .getOptional(LOCATION)
            .map(IndexOptions::uri)
            .orElseThrow(
                () -> new IllegalArgumentException("the option " + LOCATION.key() + " is missing"));
    if (ImageIndexes.isMilvus(uri)) {
      checkModel(uri, model);
    }
    return () -> {
      try {
        return ImageIndexes.open(uri, model);
      } catch (ModelMismatchException e) {
        throw new SuppressRestartsException(e);
      }
    };
  }

  private static void checkModel(URI uri, ModelInfo model) {
    try {
      ImageIndexes.open(uri, model).close();
    } catch (IndexUnavailableException e) {
      LOG.warn("The job starts without its index: {}", e.getMessage());
    }
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
