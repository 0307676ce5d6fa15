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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
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
   * What to show.
   *
   * @param pictures files and folders
   * @param queries a CSV file of further questions; see the columns at {@code --queries}
   * @param deformed how many deformed copies are asked
   * @param absent how many pictures are held back and asked all the same; at most a tenth of all
   * @param inFlight questions at a time
   * @param seed of every choice
   * @param page where the page is written
   */
  public record Settings(
      List<Path> pictures,
      Optional<Path> queries,
      int deformed,
      int absent,
      int inFlight,
      long seed,
      Path page) {

    public Settings {
      if (deformed < 0 || absent < 0 || inFlight < 1) {
        throw new IllegalArgumentException(
            "deformed and absent must be 0 or more, in flight 1 or more: %d, %d, %d"
                .formatted(deformed, absent, inFlight));
      }
    }
  }

  /**
   * @return true if every answer was as expected
   * @throws IOException if a file cannot be read, or a question expects a picture that is not among
   *     those to publish
   */
  public boolean run(Settings settings)
      throws IOException, InterruptedException, ExecutionException {
    List<PictureFile> published = new ArrayList<>(PictureFile.of(settings.pictures()));
    if (published.isEmpty()) {
      throw new IOException("no pictures in " + settings.pictures());
    }
    List<Question> questions = new ArrayList<>();
    if (settings.queries().isPresent()) {
      questions.addAll(Question.fromCsv(settings.queries().get()));
    }
    List<PictureFile> heldBack = holdBack(published, wanted(questions, published), settings);
    questions.addAll(Question.deformed(published, settings.deformed(), settings.seed()));
    questions.addAll(Question.absent(heldBack));

    Ingestion.Result ingested = Ingestion.run(kafka, ingestGroup, published);
    List<Answer> answers = ask(questions, settings.inFlight());
    Figures figures =
        Figures.of(
            published.size(),
            ingested.published() == 0 ? Double.NaN : ingested.published() / ingested.seconds(),
            answers);
    Map<String, Path> files = new HashMap<>();
    published.forEach(picture -> files.put(picture.id(), picture.path()));
    Files.writeString(settings.page(), new DemoReport(figures, answers, files).html());
    ConsoleReport console = new ConsoleReport(out);
    console.table(answers);
    console.summary(figures, answers, settings.page());
    return answers.stream().allMatch(answer -> answer.verdict().right());
  }

  private static Set<String> wanted(List<Question> questions, List<PictureFile> pictures)
      throws IOException {
    Set<String> ids = pictures.stream().map(PictureFile::id).collect(Collectors.toSet());
    Set<String> wanted = new HashSet<>();
    for (Question question : questions) {
      if (question.expected().isPresent()) {
        String id = question.expected().get();
        if (!ids.contains(id)) {
          throw new IOException(
              "%s should find '%s', which is not among the pictures to publish"
                  .formatted(question.about(), id));
        }
        wanted.add(id);
      }
    }
    return wanted;
  }

  /** Takes pictures out of those to publish, none that a question expects. */
  private static List<PictureFile> holdBack(
      List<PictureFile> pictures, Set<String> wanted, Settings settings) {
    List<PictureFile> free =
        new ArrayList<>(pictures.stream().filter(p -> !wanted.contains(p.id())).toList());
    Collections.shuffle(free, new Random(settings.seed()));
    int count = Math.min(Math.min(settings.absent(), pictures.size() / 10), free.size());
    List<PictureFile> heldBack = free.subList(0, count);
    pictures.removeAll(heldBack);
    return heldBack;
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
