package io.morelli.local.demo;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.PictureFile;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.local.client.TaskBar;
import io.morelli.message.SearchResponse.Match;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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
      Path page) {}

  /**
   * @return true if every answer was as expected
   */
  public boolean run(Settings settings)
      throws IOException, InterruptedException, ExecutionException {
    List<Question> questions = new ArrayList<>();
    Set<String> wanted = new HashSet<>();
    if (settings.queries().isPresent()) {
      questions.addAll(Question.fromCsv(settings.queries().get()));
      questions.forEach(question -> question.expected().ifPresent(wanted::add));
    }
    List<PictureFile> published = new ArrayList<>(PictureFile.of(settings.pictures()));
    if (published.isEmpty()) {
      throw new IOException("no pictures in " + settings.pictures());
    }
    List<PictureFile> heldBack = holdBack(published, wanted, settings);
    questions.addAll(Question.deformed(published, settings.deformed(), settings.seed()));
    questions.addAll(Question.absent(heldBack));

    Ingestion.Result ingested = Ingestion.run(kafka, ingestGroup, published);
    List<Answer> answers = ask(questions, settings.inFlight());
    List<Answer> worstFirst =
        answers.stream().sorted(Comparator.comparing(Answer::verdict)).toList();
    Figures figures =
        Figures.of(
            published.size(),
            ingested.published() == 0 ? Double.NaN : ingested.published() / ingested.seconds(),
            answers);
    print(answers, figures);
    Map<String, Path> files = new HashMap<>();
    published.forEach(picture -> files.put(picture.id(), picture.path()));
    Files.writeString(settings.page(), new DemoReport(figures, worstFirst, files).html());
    out.println("The page with the pictures: " + settings.page().toAbsolutePath().toUri());
    return answers.stream().allMatch(answer -> answer.verdict() == Answer.Verdict.OK);
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

  private void print(List<Answer> answers, Figures figures) {
    String row = "%-6s  %-48s  %-28s  %-28s  %6s  %6s  %7s%n";
    out.printf(row, "", "asked", "expected", "answered", "cosine", "points", "ms");
    for (Answer answer : answers) {
      out.printf(
          row,
          answer.verdict().name().toLowerCase(Locale.ROOT),
          cut(answer.question().about(), 48),
          cut(answer.question().expected().orElse("no match"), 28),
          cut(answer.text(), 28),
          answer.best().map(match -> decimal(match.cosine(), 3)).orElse(""),
          answer.best().map(Match::matchingPoints).map(String::valueOf).orElse(""),
          decimal(answer.milliseconds(), 0));
    }
    out.println();
    out.printf("pictures            %,d%n", figures.pictures());
    if (!Double.isNaN(figures.picturesPerSecond())) {
      out.printf("pictures a second   %s%n", decimal(figures.picturesPerSecond(), 1));
    }
    out.printf("questions           %,d%n", figures.questions());
    out.printf(
        "query p50 / p99     %s / %s ms%n", decimal(figures.p50(), 0), decimal(figures.p99(), 0));
    out.printf(
        "recall              %s %% (%d of %d)%n",
        decimal(100 * figures.recall(), 2), figures.found(), figures.expected());
    out.printf(
        "precision           %s %% (%d of %d)%n",
        decimal(100 * figures.precision(), 2), figures.found(), figures.matched());
  }

  static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }
}
