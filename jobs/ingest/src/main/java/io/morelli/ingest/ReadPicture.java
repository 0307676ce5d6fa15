package io.morelli.ingest;

import io.morelli.image.DecodedImage;
import io.morelli.index.ImageIndex;
import io.morelli.index.IndexedImage.Source;
import io.morelli.index.MetadataSize;
import io.morelli.message.Checksum;
import io.morelli.message.ErrorCode;
import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import io.morelli.message.ImageId;
import io.morelli.message.KafkaRecord;
import io.morelli.message.RejectedException;
import io.morelli.message.Utf8;
import io.morelli.operators.DeadLetter;
import io.morelli.operators.PoisonGuard;
import io.morelli.operators.PoisonSettings;
import io.morelli.picture.PictureReader;
import io.morelli.picture.PictureSettings;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Reads the picture of a record: fetch, decode, key points. Whatever is wrong with a record shows
 * here, while the record is still at hand to be dead-lettered as it came; what gets through can be
 * embedded and indexed.
 */
final class ReadPicture extends ProcessFunction<KafkaRecord, ImageChange> {

  static final OutputTag<DeadLetter> DEAD_LETTERS = new OutputTag<>("dead-letters") {};

  private static final long serialVersionUID = 1L;
  private static final String STAGE = "read";

  private final PictureSettings settings;
  private final PoisonSettings poison;

  private transient PictureReader reader;
  private transient PoisonGuard guard;
  private transient MetricGroup metrics;
  private transient Counter pictures;
  private transient Counter deletions;
  private transient Counter readNanos;
  private transient Map<ErrorCode, Counter> deadLetters;

  ReadPicture(PictureSettings settings, PoisonSettings poison) {
    this.settings = settings;
    this.poison = poison;
  }

  @Override
  public void open(OpenContext context) {
    reader = new PictureReader(settings);
    guard = PoisonGuard.open(poison);
    metrics = getRuntimeContext().getMetricGroup().addGroup("ingest");
    pictures = metrics.counter("pictures");
    deletions = metrics.counter("deletions");
    readNanos = getRuntimeContext().getMetricGroup().addGroup("read").counter("nanos");
    deadLetters = new TreeMap<>();
  }

  @Override
  public void processElement(KafkaRecord record, Context context, Collector<ImageChange> out) {
    try {
      ImageChange change = timedRead(record);
      (change.isDeletion() ? deletions : pictures).inc();
      out.collect(change);
    } catch (RejectedException e) {
      deadLetters
          .computeIfAbsent(
              e.code(), code -> metrics.addGroup("reason", code.name()).counter("deadLetters"))
          .inc();
      context.output(DEAD_LETTERS, DeadLetter.of(record, STAGE, e));
    }
  }

  /** Without the time that its result waits for those who come next. */
  private ImageChange timedRead(KafkaRecord record) throws RejectedException {
    long start = System.nanoTime();
    try {
      return read(record).from(new Source(record.partition(), record.offset()));
    } finally {
      readNanos.inc(System.nanoTime() - start);
    }
  }

  private ImageChange read(KafkaRecord record) throws RejectedException {
    String id = ImageId.read(record.key(), ErrorCode.INVALID_RECORD);
    if (record.value() == null) {
      return new ImageChange(id, null, record.timestamp());
    }
    Map<String, String> metadata = metadata(record);
    byte[] encoded = reader.content(record.value(), record.contentType());
    String checksum = Checksum.of(record.value());
    return new ImageChange(
        id,
        guard.run(record.id(), STAGE, () -> picture(encoded, metadata, checksum)),
        record.timestamp());
  }

  private ImageChange.Picture picture(byte[] encoded, Map<String, String> metadata, String checksum)
      throws RejectedException {
    DecodedImage decoded = reader.decode(encoded);
    return new ImageChange.Picture(
        reader.indexedView(decoded.image()), metadata, decoded.width(), decoded.height(), checksum);
  }

  private static Map<String, String> metadata(KafkaRecord record) throws RejectedException {
    Map<String, String> metadata = new TreeMap<>();
    for (Header header : record.headers()) {
      if (!header.name().startsWith(HeaderNames.METADATA_PREFIX) || header.value() == null) {
        continue;
      }
      String name = header.name().substring(HeaderNames.METADATA_PREFIX.length());
      if (name.isEmpty()) {
        throw new RejectedException(
            ErrorCode.INVALID_RECORD, "the header 'meta.' names no metadata");
      }
      metadata.put(name, Utf8.read(header.value(), header.name(), ErrorCode.INVALID_RECORD));
    }
    int bytes = MetadataSize.of(metadata);
    if (bytes > ImageIndex.MAX_METADATA_BYTES) {
      throw new RejectedException(
          ErrorCode.INVALID_RECORD,
          "the metadata takes %d bytes as JSON, more than %d"
              .formatted(bytes, ImageIndex.MAX_METADATA_BYTES));
    }
    return metadata;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
    if (guard != null) {
      guard.close();
    }
  }
}
