package io.morelli.local.demo;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.PictureFile;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.local.client.TaskBar;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import me.tongfei.progressbar.ProgressBar;

/**
 * Shows a running system at work: publishes pictures, asks for deformed copies of some and for
 * pictures that are not there, prints what was asked, expected and answered, and writes a page.
 */
public final class Demo {

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  private final KafkaConnection kafka;
  private final String ingestGroup;
  private final PrintStream out;

  /**
   * @param ingestGroup consumer group of the ingest job
   */
  public Demo(KafkaConnection kafka, String ingestGroup, PrintStream out) {
    this.kafka = kafka;
    this.ingestGroup = ingestGroup;
    this.out = out;
  }

  /**
   * @param inFlight questions at a time, at least 1
   * @param page where the page is written
   * @return true if every answer was as expected
   * @throws IOException if a picture cannot be published or the page cannot be written
   */
  public boolean run(DemoPlan plan, int inFlight, Path page)
      throws IOException, InterruptedException, ExecutionException {
    List<PictureFile> published = plan.published();
    Ingestion.Result ingested = Ingestion.run(kafka, ingestGroup, published);
    List<Answer> answers = ask(plan.questions(), inFlight);
    Figures figures =
        Figures.of(
            published.size(),
            ingested.published() == 0 ? Double.NaN : ingested.published() / ingested.seconds(),
            answers);
    Map<String, Path> files = new HashMap<>();
    published.forEach(picture -> files.put(picture.id(), picture.path()));
    Files.writeString(page, new DemoReport(figures, answers, files).html());
    ConsoleReport console = new ConsoleReport(out);
    console.table(answers);
    console.summary(figures, answers, page);
    return answers.stream().allMatch(answer -> answer.verdict().right());
  }

  private List<Answer> ask(List<Question> questions, int inFlight)
      throws IOException, InterruptedException, ExecutionException {
    try (SearchClient client =
            new SearchClient(kafka, Topics.REQUESTS, Topics.RESPONSES, ANSWER_TIMEOUT);
        ProgressBar bar = TaskBar.of("asking", questions.size())) {
      return new Asker(client, SearchQuery.Options.DEFAULT)
          .ask(questions, inFlight, answer -> bar.step());
    }
  }

  static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
