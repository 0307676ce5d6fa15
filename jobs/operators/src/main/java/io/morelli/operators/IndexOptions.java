package io.morelli.operators;

import io.morelli.embedding.ModelInfo;
import io.morelli.index.ImageIndexes;
import java.net.URI;
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

  /** Refuses to open, on the task managers, an index that was built with another model. */
  public static IndexProvider provider(Configuration options, ModelInfo model) {
    URI uri =
        options
            .getOptional(LOCATION)
            .map(URI::create)
            .orElseThrow(
                () -> new IllegalArgumentException("the option " + LOCATION.key() + " is missing"));
    return () -> ImageIndexes.open(uri, model);
  }
}
