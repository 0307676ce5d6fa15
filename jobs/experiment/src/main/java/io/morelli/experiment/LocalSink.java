package io.morelli.experiment;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A sink that hands elements to a consumer in this JVM. Flink serialises sinks, so the consumer
 * lies in a static under a name of its own. It is called by the sink's subtasks, one after another
 * if there is one; an exception that it throws fails the job.
 */
final class LocalSink<T> implements Sink<T>, AutoCloseable {

  private static final long serialVersionUID = 1L;

  private static final Map<String, Consumer<?>> CONSUMERS = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();

  /** To be closed when the job has ended. */
  LocalSink(Consumer<T> consumer) {
    CONSUMERS.put(name, consumer);
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    @SuppressWarnings("unchecked") // The constructor of this sink registered it.
    Consumer<T> consumer = (Consumer<T>) CONSUMERS.get(name);
    return new SinkWriter<>() {
      @Override
      public void write(T element, Context ignored) {
        consumer.accept(element);
      }

      @Override
      public void flush(boolean endOfInput) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {
    CONSUMERS.remove(name);
  }
}
