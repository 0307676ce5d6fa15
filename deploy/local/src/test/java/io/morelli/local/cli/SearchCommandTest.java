package io.morelli.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.decision.Rule;
import io.morelli.local.broker.EmbeddedKafka;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.message.HeaderNames;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.MatchExplanation;
import io.morelli.message.SearchResponse.Picture;
import io.morelli.testing.TestPictures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command against a real Kafka and a stand-in for the query job. */
class SearchCommandTest {

  private static final byte[] PNG = TestPictures.png(TestPictures.collage(1));

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
    query = Files.write(folder.resolve("query.png"), PNG);
  }

  @AfterEach
  void stop() throws IOException {
    broker.close();
  }

  @Test
  void savesTheDrawingsThatItAsksFor() throws Exception {
    Path drawings = folder.resolve("drawings");
    assertThat(search("picture", "--draw", drawings.toString())).isEqualTo(ExitCode.OK);
    Path drawing = drawings.resolve("1-1-one.png");
    assertThat(drawing).hasBinaryContent(PNG);
    assertThat(out.toString()).contains("1 match among 7 candidates", "drawn: " + drawing);
  }

  @Test
  void nothingStandsBetweenLinesOfJson() throws Exception {
    Path drawings = folder.resolve("drawings");
    assertThat(search("rejected,picture", "--draw", drawings.toString(), "--json", "--explain"))
        .isEqualTo(ExitCode.OK);
    SearchResponse printed =
        SearchResponse.fromJson(out.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(printed.matches().get(0).explanation().picture().png()).isEqualTo(PNG);
    assertThat(out.toString()).hasLineCount(1);
    assertThat(err.toString()).contains("drawn: " + drawings.resolve("1-1-one.png"));
  }

  private int search(String expectedExplain, String... options) throws Exception {
    try (StandInQueryJob job = new StandInQueryJob(kafka)) {
      CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> execute(options));
      ConsumerRecord<String, byte[]> request = job.take(exit);
      assertThat(request.headers().lastHeader(HeaderNames.EXPLAIN).value())
          .asString()
          .isEqualTo(expectedExplain);
      Match match =
          new Match(
              "one",
              Map.of(),
              480,
              360,
              0.8,
              500,
              500,
              80,
              60,
              Rule.MANY_POINTS.name(),
              0.9,
              null,
              null,
              false);
      MatchExplanation explanation = new MatchExplanation(List.of(), null, null, null, null);
      job.answer(
          request, List.of(match.explained(explanation.with(new Picture(480, 360, PNG)))), null);
      return exit.get();
    }
  }

  private int execute(String... options) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    List<String> arguments =
        new ArrayList<>(List.of("search", query.toString(), "--brokers", kafka.brokers()));
    arguments.addAll(Arrays.asList(options));
    return commandLine.execute(arguments.toArray(String[]::new));
  }
}
