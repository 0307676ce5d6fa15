package io.morelli.local.demo;

import io.morelli.local.client.PictureFile;
import io.morelli.message.Checksum;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** What a demo publishes and what it asks. */
public final class DemoPlan {

  private static final int KEY_DIGITS = 8;

  private final List<PictureFile> published;
  private final List<Question> questions;

  private DemoPlan(List<PictureFile> published, List<Question> questions) {
    this.published = published;
    this.questions = questions;
  }

  /**
   * How to choose.
   *
   * @param pictures files and folders
   * @param queries a CSV file of further questions; see the columns at {@code --queries}
   * @param deformed how many deformed copies are asked
   * @param absent how many pictures are held back and asked all the same; at most a tenth of all
   * @param seed of every choice
   */
  public record Settings(
      List<Path> pictures, Optional<Path> queries, int deformed, int absent, long seed) {

    public Settings {
      if (deformed < 0 || absent < 0) {
        throw new IllegalArgumentException(
            "deformed and absent must be 0 or more: %d, %d".formatted(deformed, absent));
      }
    }
  }

  /**
   * @throws IOException if a file cannot be read, or a question expects a picture that is not among
   *     those to publish
   */
  public static DemoPlan of(Settings settings) throws IOException {
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
    return new DemoPlan(published, questions);
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

  /** In the order of their ids. */
  List<PictureFile> published() {
    return published;
  }

  List<Question> questions() {
    return questions;
  }

  /**
   * The same for plans that publish the same ids. Others must not share a system, or one would find
   * what another has published.
   */
  public String key() {
    String ids = published.stream().map(PictureFile::id).collect(Collectors.joining("\n"));
    return Checksum.of(ids.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_DIGITS);
  }
}
