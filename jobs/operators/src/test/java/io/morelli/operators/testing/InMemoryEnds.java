package io.morelli.operators.testing;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;

/**
 * Sources and sinks in the heap of a test that runs a job graph on a MiniCluster. Flink serialises
 * its endpoints, so what they read and write lies in statics under a name of its own.
 */
public final class InMemoryEnds {

  private static final Map<String, Object> OBJECTS = new ConcurrentHashMap<>();

  private InMemoryEnds() {}

  /** Keeps an object where a serialised lambda finds it by the name that is returned. */
  public static String register(Object object) {
    String name = UUID.randomUUID().toString();
    OBJECTS.put(name, object);
    return name;
  }

  @SuppressWarnings("unchecked") // The caller registered it.
  public static <T> T lookUp(String name) {
    return (T) OBJECTS.get(name);
  }

  /** A bounded source that replays from its checkpoints, as Kafka does. */
  public static <T> Source<T, ?, ?> source(List<T> elements, Class<T> type) {
    return source(elements, type, Double.POSITIVE_INFINITY);
  }

  /**
   * @param perSecond elements a second, so that checkpoints fall between them
   */
  public static <T> Source<T, ?, ?> source(List<T> elements, Class<T> type, double perSecond) {
    String name = register(List.copyOf(elements));
    return new DataGeneratorSource<>(
        i -> InMemoryEnds.<List<T>>lookUp(name).get(i.intValue()),
        elements.size(),
        Double.isInfinite(perSecond)
            ? RateLimiterStrategy.noOp()
            : RateLimiterStrategy.perSecond(perSecond),
        TypeInformation.of(type));
  }

  /** A sink and what reached it. */
  public record Collected<T>(Sink<T> sink, List<T> elements) {}

  public static <T> Collected<T> sink() {
    List<T> elements = new CopyOnWriteArrayList<>();
    String name = register(elements);
    return new Collected<>(new ListSink<>(name), elements);
  }

  private record ListSink<T>(String name) implements Sink<T> {

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
      List<T> elements = lookUp(name);
      return new SinkWriter<>() {
        @Override
        public void write(T element, Context context) {
          elements.add(element);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
