package io.morelli.experiment;

import io.morelli.message.KafkaRecord;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/** Pictures to index and ids to delete, as records of the images topic. */
final class PictureSource implements GeneratorFunction<Long, KafkaRecord> {

  private static final long serialVersionUID = 1L;

  /**
   * @param file null deletes
   */
  record Change(String id, String file) implements Serializable {}

  private final ArrayList<Change> changes;

  PictureSource(List<Change> changes) {
    this.changes = new ArrayList<>(changes);
  }

  @Override
  public KafkaRecord map(Long number) throws IOException {
    Change change = changes.get(number.intValue());
    byte[] value = change.file() == null ? null : Files.readAllBytes(Path.of(change.file()));
    byte[] key = change.id().getBytes(StandardCharsets.UTF_8);
    return new KafkaRecord(
        "experiment", 0, number, System.currentTimeMillis(), key, value, List.of());
  }
}
