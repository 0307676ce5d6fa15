package io.morelli.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.decision.Rule;
import io.morelli.local.broker.EmbeddedKafka;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.message.HeaderNames;
import io.morelli.message.SearchResponse.Match;
import io.morelli.testing.TestPictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command against a real Kafka and a stand-in for the query job. */
class ExplainCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path directory;
  @TempDir Path folder;
  private EmbeddedKafka broker;
  private KafkaConnection kafka;
  private Path query;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedKafka.start(directory, 0);
    kafka = KafkaConnection.to(broker.brokers());
    try (Admin admin = kafka.admin()) {
      Topics.create(admin, 1);
    }
    try (Producer<String, byte[]> producer = kafka.producer(0)) {
      producer.send(
          new ProducerRecord<>(Topics.IMAGES, "one", TestPictures.png(TestPictures.collage(1))));
    }
    BufferedImage turned = TestPictures.rotated(TestPictures.collage(1), 15);
    query = Files.write(folder.resolve("query.png"), TestPictures.png(turned));
  }

  @AfterEach
  void stop() throws IOException {
    broker.close();
  }

  @Test
  void drawsAMatch() throws Exception {
    assertThat(explain("one", List.of(match("one", Rule.MANY_POINTS)), List.of()))
        .as(err.toString())
        .isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("match by the rule MANY_POINTS: cosine 0.800");
    assertThat(ImageIO.read(folder.resolve("explain.png").toFile()).getWidth()).isEqualTo(1600);
  }

  @Test
  void drawsWhatWasTurnedDown() throws Exception {
    assertThat(explain("one", List.of(), List.of(match("one", Rule.COSINE_TOO_LOW))))
        .isEqualTo(ExitCode.INCOMPLETE);
    assertThat(out.toString()).contains("no match by the rule COSINE_TOO_LOW");
  }

  @Test
  void drawsWhatWasNoCandidate() throws Exception {
    assertThat(explain("one", List.of(match("two", Rule.MANY_POINTS)), List.of()))
        .isEqualTo(ExitCode.INCOMPLETE);
    assertThat(out.toString()).contains("not among the 7 candidates");
  }

  @Test
  void doesNotKnowOfWhatTheAnswerLeftOut() throws Exception {
    List<Match> rejected = List.of(match("two", Rule.TOO_FEW_POINTS));
    assertThat(explain("one", List.of(), rejected, 6)).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(out.toString())
        .contains("unknown: not among the first 1 candidates", "no room for 6 more")
        .doesNotContain("no match");
  }

  @Test
  void namesAnImageThatIsNotThere() {
    assertThat(execute("nobody")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'nobody'", "--picture").hasLineCount(1);
  }

  private int explain(String id, List<Match> matches, List<Match> rejected) throws Exception {
    return explain(id, matches, rejected, null);
  }

  private int explain(String id, List<Match> matches, List<Match> rejected, Integer omitted)
      throws Exception {
    try (StandInQueryJob job = new StandInQueryJob(kafka)) {
      CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> execute(id));
      ConsumerRecord<String, byte[]> request = job.take(exit);
      assertThat(request.value()).isEqualTo(Files.readAllBytes(query));
      assertThat(request.headers().lastHeader(HeaderNames.EXPLAIN).value())
          .asString()
          .isEqualTo("rejected");
      job.answer(request, matches, rejected, omitted);
      return exit.get();
    }
  }

  private static Match match(String id, Rule rule) {
    return new Match(
        id, Map.of(), 480, 360, 0.8, 500, 500, 80, 60, rule.name(), 0.9, null, null, false);
  }

  private int execute(String id) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(
        "explain",
        query.toString(),
        id,
        "--brokers",
        kafka.brokers(),
        "--out",
        folder.resolve("explain.png").toString());
  }
}
