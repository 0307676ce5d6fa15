package io.morelli.local.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.message.ErrorCode;
import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Status;
import io.morelli.testing.TestPictures;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A picture in whose decoding the whole system dies, each time that it is met: as a published
 * picture and as a search request. The system is killed whenever its journal says that it is
 * working on that picture, which takes about a second to decode.
 */
class PoisonousPictureIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration BROKER_POLL = Duration.ofSeconds(1);
  private static final int GOOD = 8;
  private static final int SIDE = 7_000;

  /** How a journal begins while nothing is worked on. */
  private static final String NOTHING = "\0\0\0\0";

  @TempDir Path temporary;

  @Test
  void isPutAsideAfterThreeCrashesAndAllElseGoesOn() throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("data"));
    byte[] poison = TestPictures.png(TestPictures.collage(99, SIDE, SIDE));
    Set<String> suspects;
    try (ChildSystem system = ChildSystem.start(directory);
        WireClient client = new WireClient(system.kafka())) {
      publishGood(client, 0, GOOD / 2);
      RecordMetadata published =
          client.send(Topics.IMAGES, "poison".getBytes(UTF_8), poison, List.of());
      publishGood(client, GOOD / 2, GOOD);
      RecordMetadata asked =
          client.send(
              Topics.REQUESTS,
              null,
              poison,
              List.of(Header.of(HeaderNames.CORRELATION_ID, "poison")));
      suspects = Set.of(id(published), id(asked));
      await()
          .atMost(PATIENCE)
          .pollInterval(POLL)
          .until(() -> isInFlight(directory, Set.of(), suspects));
      system.kill();
    }

    int crashes = 1;
    while (true) {
      // Three each; one crash may be that of both.
      assertThat(crashes).isLessThanOrEqualTo(6);
      Set<Path> left = journals(directory);
      try (ChildSystem system = ChildSystem.start(directory);
          WireClient client = new WireClient(system.kafka())) {
        AtomicLong asked = new AtomicLong(System.nanoTime());
        await()
            .atMost(PATIENCE)
            .pollInterval(POLL)
            .until(
                () -> isInFlight(directory, left, suspects) || isDue(asked) && isPutAside(client));
        if (isPutAside(client)) {
          verify(client, system);
          system.stop();
          break;
        }
        system.kill();
        crashes++;
      }
    }
    System.out.printf("%d crashes until both were put aside%n", crashes);
    assertThat(crashes).isGreaterThanOrEqualTo(3);
  }

  private static void verify(WireClient client, ChildSystem system) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> letters = client.read(Topics.DEAD_LETTERS);
    assertThat(letters).extracting(letter -> new String(letter.key(), UTF_8)).contains("poison");
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      assertThat(letter.key()).asString(UTF_8).isEqualTo("poison");
      assertThat(
              letter
                  .headers()
                  .lastHeader(HeaderNames.DEAD_LETTER_PREFIX + "exception.message")
                  .value())
          .asString(UTF_8)
          .startsWith(ErrorCode.POISONOUS + ": ")
          .contains("3 times");
    }
    for (ConsumerRecord<byte[], byte[]> answer : client.read(Topics.RESPONSES)) {
      SearchResponse response = Answers.read(answer.value());
      assertThat(response.correlationId()).isEqualTo("poison");
      assertThat(response.status()).isEqualTo(Status.ERROR);
      assertThat(response.error().code()).isEqualTo(ErrorCode.POISONOUS);
    }
    client.awaitIngested();
    try (SearchClient search =
        new SearchClient(system.kafka(), Topics.REQUESTS, Topics.RESPONSES, PATIENCE)) {
      for (int i = 0; i < GOOD; i++) {
        SearchQuery query = SearchQuery.imageId("good-" + i, SearchQuery.Options.DEFAULT);
        assertThat(search.search(query).get().status()).isNotEqualTo(Status.ERROR);
      }
    }
  }

  private static void publishGood(WireClient client, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      byte[] picture = TestPictures.jpeg(TestPictures.collage(i));
      client.send(Topics.IMAGES, ("good-" + i).getBytes(UTF_8), picture, List.of());
    }
  }

  /** As the journal names the record, up to the timestamp. */
  private static String id(RecordMetadata record) {
    return "%s-%d-%d@".formatted(record.topic(), record.partition(), record.offset());
  }

  /** Whether the broker may be asked again, which is work for it. */
  private static boolean isDue(AtomicLong asked) {
    long now = System.nanoTime();
    if (now - asked.get() < BROKER_POLL.toNanos()) {
      return false;
    }
    asked.set(now);
    return true;
  }

  private static boolean isPutAside(WireClient client) throws Exception {
    try {
      return client.records(Topics.DEAD_LETTERS) > 0 && client.records(Topics.RESPONSES) > 0;
    } catch (ExecutionException e) {
      return false; // A busy broker has not answered within the client's five seconds.
    }
  }

  /**
   * @param left by processes that are dead
   */
  private static boolean isInFlight(Path directory, Set<Path> left, Set<String> records)
      throws IOException {
    for (Path journal : journals(directory)) {
      String entry = read(journal);
      if (!left.contains(journal)
          && !entry.startsWith(NOTHING)
          && records.stream().anyMatch(entry::contains)) {
        return true;
      }
    }
    return false;
  }

  private static Set<Path> journals(Path directory) throws IOException {
    Path folder = directory.resolve("in-flight");
    Set<Path> journals = new HashSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.in-flight")) {
        files.forEach(journals::add);
      }
    }
    return journals;
  }

  private static String read(Path journal) throws IOException {
    try {
      return new String(Files.readAllBytes(journal), ISO_8859_1);
    } catch (NoSuchFileException e) {
      return NOTHING; // Its owner has just closed it.
    }
  }
}
