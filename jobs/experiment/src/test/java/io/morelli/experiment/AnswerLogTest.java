package io.morelli.experiment;

import static io.morelli.experiment.Samples.MANY;
import static io.morelli.experiment.Samples.answer;
import static io.morelli.experiment.Samples.scored;
import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.decision.Thresholds;
import io.morelli.experiment.Question.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerLogTest {

  private static final Thresholds THRESHOLDS = new Thresholds(0.7, 0.1, 50, 8, 6);

  @TempDir private Path folder;

  private Path log;

  @BeforeEach
  void name() {
    log = folder.resolve("answers.jsonl.gz");
  }

  @Test
  void readsWhatItWrote() throws IOException {
    AnswerLog.Run run =
        new AnswerLog.Run("m 1", THRESHOLDS, "test", new TreeMap<>(Map.of("broken", "no picture")));
    Recorded answer = answer(Kind.DEFORMED, "a", scored("a", 0.5, MANY, 20));
    try (AnswerLog.Appender appender = new AnswerLog.Appender(log, run)) {
      appender.append(answer);
    }
    assertThat(AnswerLog.run(log)).isEqualTo(run);
    assertThat(answers()).containsExactly(answer);
  }

  @Test
  void readsALogFromBefore() throws IOException {
    String lines =
        """
        {"model":"m 1","command":"test",\
        "thresholds":{"highCosine":0.7,"lowCosine":0.1,"minKeyPoints":50,"manyPoints":8,\
        "fewPoints":6}}
        {"question":{"kind":"DEFORMED","group":"group","picture":"a","file":"a.jpg",\
        "recipe":null,"seed":0,"expected":"a"},"seconds":1.0,"error":null,"partial":false,\
        "timings":{"total":5.0},"candidates":[]}
        """;
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(log))) {
      out.write(lines.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(AnswerLog.run(log))
        .isEqualTo(new AnswerLog.Run("m 1", THRESHOLDS, "test", new TreeMap<>()));
    assertThat(answers()).containsExactly(answer(Kind.DEFORMED, "a"));
  }

  private List<Recorded> answers() throws IOException {
    List<Recorded> answers = new ArrayList<>();
    AnswerLog.read(log, answers::add);
    return answers;
  }
}
