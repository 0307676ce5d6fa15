package io.morelli.experiment;

import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import io.morelli.message.KafkaRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * Questions as search requests, made when the job reads them, so that the memory never holds more
 * pictures than are on their way. The correlation id is the question's number.
 */
final class QuestionSource implements GeneratorFunction<Long, KafkaRecord> {

  private static final long serialVersionUID = 1L;

  private final ArrayList<Question> questions;

  private transient QuestionPictures pictures;

  QuestionSource(List<Question> questions) {
    this.questions = new ArrayList<>(questions);
  }

  @Override
  public void open(SourceReaderContext context) {
    pictures = new QuestionPictures();
  }

  @Override
  public KafkaRecord map(Long number) throws IOException {
    Question question = questions.get(number.intValue());
    List<Header> headers = new ArrayList<>();
    headers.add(Header.of(HeaderNames.CORRELATION_ID, Long.toString(number)));
    headers.add(Header.of(HeaderNames.EXPLAIN, "true"));
    byte[] value;
    if (question.file() == null) {
      headers.add(Header.of(HeaderNames.CONTENT_TYPE, HeaderNames.IMAGE_ID));
      value = question.expected().getBytes(StandardCharsets.UTF_8);
    } else {
      value = pictures.read(question);
    }
    return new KafkaRecord(
        "experiment", 0, number, System.currentTimeMillis(), null, value, headers);
  }
}
