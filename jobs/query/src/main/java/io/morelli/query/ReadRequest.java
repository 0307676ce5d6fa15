package io.morelli.query;

import io.morelli.image.DecodedImage;
import io.morelli.image.Region;
import io.morelli.message.ErrorCode;
import io.morelli.message.HeaderNames;
import io.morelli.message.ImageId;
import io.morelli.message.KafkaRecord;
import io.morelli.message.RejectedException;
import io.morelli.message.SearchResponse.Failure;
import io.morelli.operators.PoisonGuard;
import io.morelli.picture.PictureReader;
import io.morelli.picture.PictureView;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** From a request record to a query: headers, fetch, decode, key points. Errors are answered. */
final class ReadRequest extends ProcessFunction<KafkaRecord, Query> {

  static final OutputTag<Answer> ERRORS = new OutputTag<>("errors") {};

  private static final long serialVersionUID = 1L;
  private static final String STAGE = "read";

  private final QuerySettings settings;

  private transient PictureReader reader;
  private transient PoisonGuard guard;
  private transient RequestParser parser;
  private transient Responder responder;
  private transient Counter readNanos;

  ReadRequest(QuerySettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    reader = new PictureReader(settings.pictures());
    guard = PoisonGuard.open(settings.poison());
    parser = new RequestParser(settings);
    responder = new Responder(settings, getRuntimeContext().getMetricGroup());
    readNanos = getRuntimeContext().getMetricGroup().addGroup("read").counter("nanos");
  }

  @Override
  public void processElement(KafkaRecord record, Context context, Collector<Query> out) {
    long received = System.currentTimeMillis();
    ReplyTo replyTo = parser.replyTo(record);
    try {
      out.collect(timedRead(record, replyTo, received));
    } catch (RejectedException e) {
      // A request is not a record of the images topic: the same fault has another name here.
      ErrorCode code = e.code() == ErrorCode.INVALID_RECORD ? ErrorCode.INVALID_REQUEST : e.code();
      Failure failure = new Failure(code, e.getMessage());
      context.output(ERRORS, responder.error(replyTo, failure, received));
    }
  }

  /** Without the time that its result waits for those who come next. */
  private Query timedRead(KafkaRecord record, ReplyTo replyTo, long received)
      throws RejectedException {
    long start = System.nanoTime();
    try {
      return read(record, replyTo, received);
    } finally {
      readNanos.inc(System.nanoTime() - start);
    }
  }

  private Query read(KafkaRecord record, ReplyTo replyTo, long received) throws RejectedException {
    parser.check(record);
    SearchOptions options = parser.options(record);
    if (record.value() == null || record.value().length == 0) {
      throw new RejectedException(ErrorCode.INVALID_REQUEST, "the request has no value");
    }
    Optional<String> contentType = record.contentType();
    if (contentType.filter(HeaderNames.IMAGE_ID::equals).isPresent()) {
      String imageId = imageId(record.value(), options);
      return Query.of(request(record, replyTo, options, null, imageId, received));
    }
    byte[] encoded = reader.content(record.value(), contentType);
    Query query = Query.of(request(record, replyTo, options, encoded, null, received));
    return guard.run(record.id(), STAGE, () -> withPicture(query)).stageDone(STAGE);
  }

  private static String imageId(byte[] value, SearchOptions options) throws RejectedException {
    if (options.crop() != null) {
      throw new RejectedException(
          ErrorCode.INVALID_REQUEST, "crop is for a picture, not for an image id");
    }
    return ImageId.read(value, ErrorCode.INVALID_REQUEST);
  }

  private Query withPicture(Query query) throws RejectedException {
    DecodedImage decoded = reader.decode(query.request().encoded());
    Region asked = query.request().options().asked();
    PictureView view = reader.view(decoded.image().crop(asked));
    return query
        .withSize(decoded.width(), decoded.height())
        .withViews(List.of(new QueryView(asked, false, view, null)));
  }

  private SearchRequest request(
      KafkaRecord record,
      ReplyTo replyTo,
      SearchOptions options,
      byte[] encoded,
      String imageId,
      long received) {
    return new SearchRequest(
        record.id(),
        replyTo,
        options,
        encoded,
        imageId,
        received,
        received + settings.timeout().toMillis());
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
