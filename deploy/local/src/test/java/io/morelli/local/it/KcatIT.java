package io.morelli.local.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.local.docs.ProjectRoot;
import io.morelli.message.HeaderNames;
import io.morelli.message.SearchResponse.Status;
import io.morelli.testing.TestPictures;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kcat lines of README.md do what it says. They run as they stand there, but for the broker's
 * address; the files that they name are pictures of one motif.
 */
class KcatIT {

  private static final Pattern BASH_BLOCK = Pattern.compile("(?ms)^```bash\\n(.*?)^```");
  private static final Pattern KCAT = Pattern.compile("(^|\\|\\s*)kcat\\s");
  private static final Pattern PICTURE_FILE = Pattern.compile("[\\w./-]+\\.(jpe?g|png)\\b");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final RunningSystemExtension SYSTEM = new RunningSystemExtension();

  @TempDir Path folder;

  @Test
  void theLinesOfTheReadmePublishAskAndDelete() throws Exception {
    List<String> lines = kcatLines();
    // Something for the line that shows dead letters, and the line that deletes comes last.
    SYSTEM
        .client()
        .send(Topics.IMAGES, "broken".getBytes(UTF_8), "no picture".getBytes(UTF_8), List.of());
    List<String> deletions = lines.stream().filter(KcatIT::deletes).toList();
    List<String> others = lines.stream().filter(line -> !deletes(line)).toList();
    assertThat(others).as("lines that publish").anyMatch(line -> sendsTo(Topics.IMAGES, line));
    assertThat(others).as("lines that ask").anyMatch(line -> sendsTo(Topics.REQUESTS, line));
    assertThat(others).as("lines that read answers").anyMatch(KcatIT::readsAnswers);
    assertThat(others).as("lines that read dead letters").anyMatch(KcatIT::readsDeadLetters);
    assertThat(deletions).as("lines that delete").isNotEmpty();

    for (String line : others) {
      String output = run(line);
      if (sendsTo(Topics.IMAGES, line)) {
        SYSTEM.client().awaitIngested();
      } else if (sendsTo(Topics.REQUESTS, line)) {
        SYSTEM.client().awaitAnswered();
      } else if (readsAnswers(line)) {
        assertThat(output).as(line).contains("\"status\":\"MATCH\"");
      } else if (readsDeadLetters(line)) {
        assertThat(output)
            .as(line)
            .contains("broken", HeaderNames.DEAD_LETTER_PREFIX + "exception.message");
      }
    }
    Set<String> published = ids(record -> record.value() != null);
    for (String line : deletions) {
      run(line);
    }
    Set<String> deleted = ids(record -> record.value() == null);
    assertThat(deleted).isNotEmpty().isSubsetOf(published);
    SYSTEM.client().awaitIngested();
    for (String id : published) {
      boolean unreadable = id.equals("broken");
      assertThat(isIndexed(id)).as(id).isEqualTo(!unreadable && !deleted.contains(id));
    }
    SYSTEM.assertJobsNeverFailed();
  }

  private static List<String> kcatLines() throws IOException {
    assumeThat(onThePath("kcat")).as("needs kcat, a Debian package").isTrue();
    Path readme = ProjectRoot.find().resolve("README.md");
    List<String> lines = new ArrayList<>();
    Matcher block = BASH_BLOCK.matcher(Files.readString(readme));
    while (block.find()) {
      block
          .group(1)
          .replaceAll("\\\\\\n\\s*", "")
          .lines()
          .filter(line -> KCAT.matcher(line).find())
          .forEach(lines::add);
    }
    assertThat(lines).as("kcat lines in bash blocks of README.md").isNotEmpty();
    return lines;
  }

  private String run(String line) throws Exception {
    Matcher file = PICTURE_FILE.matcher(line);
    while (file.find()) {
      provide(file.group(), sendsTo(Topics.REQUESTS, line));
    }
    String command = line.replace("localhost:9092", SYSTEM.kafka().brokers());
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder("bash", "-o", "pipefail", "-c", command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    System.out.printf("$ %s%n%s%n", line, text.strip());
    assertThat(process.waitFor()).as("%s%n%s", line, text).isZero();
    return text;
  }

  /** What is asked for is a turned copy of what is published. */
  private void provide(String name, boolean turned) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      BufferedImage motif = TestPictures.collage(1);
      BufferedImage picture = turned ? TestPictures.rotated(motif, 10) : motif;
      Files.write(
          file, name.endsWith("png") ? TestPictures.png(picture) : TestPictures.jpeg(picture));
    }
  }

  private static Set<String> ids(Predicate<ConsumerRecord<byte[], byte[]>> which) {
    return SYSTEM.client().read(Topics.IMAGES).stream()
        .filter(which)
        .map(record -> new String(record.key(), UTF_8))
        .collect(Collectors.toSet());
  }

  private static boolean isIndexed(String id) throws Exception {
    try (SearchClient search =
        new SearchClient(SYSTEM.kafka(), Topics.REQUESTS, Topics.RESPONSES, PATIENCE)) {
      SearchQuery query = SearchQuery.imageId(id, SearchQuery.Options.DEFAULT);
      return search.search(query).get().status() != Status.ERROR;
    }
  }

  private static boolean sendsTo(String topic, String line) {
    return line.contains(" -P") && topic.equals(option("-t", line));
  }

  private static boolean deletes(String line) {
    return sendsTo(Topics.IMAGES, line) && line.contains(" -Z");
  }

  private static boolean readsAnswers(String line) {
    return line.contains(" -C") && Topics.RESPONSES.equals(option("-t", line));
  }

  private static boolean readsDeadLetters(String line) {
    return line.contains(" -C") && Topics.DEAD_LETTERS.equals(option("-t", line));
  }

  private static String option(String name, String line) {
    Matcher matcher = Pattern.compile("\\s" + name + "\\s+(\\S+)").matcher(line);
    return matcher.find() ? matcher.group(1) : null;
  }

  private static boolean onThePath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }
}
