package io.morelli.experiment;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.decision.Thresholds;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The answers of a run on disk, gzipped JSON lines, so that neither their number matters to the
 * memory nor a new evaluation needs a new run. The first line describes the run, each further one
 * is a {@link Recorded}. Logs of earlier versions can be read.
 */
final class AnswerLog {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private AnswerLog() {}

  /**
   * How the answers came about.
   *
   * @param model name and version
   * @param thresholds by which the job verified and decided
   * @param command that was run
   * @param rejected pictures that could not be indexed, by id, with the reason
   */
  record Run(
      String model, Thresholds thresholds, String command, SortedMap<String, String> rejected) {

    Run {
      // An earlier log says nothing of them.
      rejected = rejected == null ? Collections.emptySortedMap() : rejected;
    }
  }

  /** Writes a log. Used by one thread at a time; the count may be read by any. */
  static final class Appender implements Closeable {

    private final Writer out;
    private final AtomicLong count = new AtomicLong();

    Appender(Path file, Run run) throws IOException {
      out =
          new BufferedWriter(
              new OutputStreamWriter(
                  new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8));
      writeLine(run);
    }

    void append(Recorded answer) {
      try {
        writeLine(answer);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      count.incrementAndGet();
    }

    long count() {
      return count.get();
    }

    private void writeLine(Object value) throws IOException {
      JSON.writeValue(out, value);
      out.write('\n');
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  static Run run(Path file) throws IOException {
    try (BufferedReader lines = open(file)) {
      return JSON.readValue(lines.readLine(), Run.class);
    }
  }

  /** Reads all answers in their order, one at a time. */
  static void read(Path file, Consumer<Recorded> visitor) throws IOException {
    try (BufferedReader lines = open(file)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        visitor.accept(JSON.readValue(line, Recorded.class));
      }
    }
  }

  private static BufferedReader open(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }
}
