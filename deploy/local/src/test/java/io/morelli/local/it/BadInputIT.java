package io.morelli.local.it;

import static io.morelli.message.ErrorCode.FETCH_FAILED;
import static io.morelli.message.ErrorCode.FETCH_REFUSED;
import static io.morelli.message.ErrorCode.INVALID_RECORD;
import static io.morelli.message.ErrorCode.INVALID_REQUEST;
import static io.morelli.message.ErrorCode.TOO_LARGE;
import static io.morelli.message.ErrorCode.TOO_SIMPLE;
import static io.morelli.message.ErrorCode.UNKNOWN_IMAGE_ID;
import static io.morelli.message.ErrorCode.UNREADABLE_IMAGE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.morelli.local.broker.Topics;
import io.morelli.message.ErrorCode;
import io.morelli.message.Header;
import io.morelli.message.HeaderNames;
import io.morelli.message.RejectedException;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.Status;
import io.morelli.operators.PictureOptions;
import io.morelli.testing.SharedData;
import io.morelli.testing.TestPictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.TestAbortedException;

/**
 * Whatever is thrown at the system, each record gets the dead letter or answer that it deserves,
 * both jobs stay up, and the next good record is worked on. Prints what happened as a table.
 */
class BadInputIT {

  private static final Set<String> CONNECT_HEADERS =
      Set.of("topic", "partition", "offset", "stage", "exception.class.name", "exception.message");

  /** Files of the shared collection of formats that are no usable pictures. */
  private static final Map<String, ErrorCode> BAD_FORMATS =
      Map.of(
          "misc-images/small.jpg", TOO_SIMPLE,
          "mixed_images/ukbench09268_corrupt.jpg", UNREADABLE_IMAGE);

  @RegisterExtension
  static final RunningSystemExtension SYSTEM = new RunningSystemExtension(allowingLocalhost());

  private static HttpServer server;

  private final List<Case> cases = new ArrayList<>();

  /**
   * A record for the images topic, and the same as a search request.
   *
   * @param expected null if it is a good picture
   * @param asked whether it makes sense as a request, too
   */
  private record Case(
      String input,
      byte[] key,
      byte[] value,
      List<Header> headers,
      ErrorCode expected,
      boolean asked) {

    String id() {
      return new String(key, UTF_8);
    }
  }

  /** What became of a record, in words; begins with the error code if there is one. */
  private record Outcome(String published, String answered) {}

  @BeforeAll
  static void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] picture = TestPictures.jpeg(TestPictures.collage(70));
    server.createContext(
        "/picture.jpg",
        exchange -> {
          exchange.sendResponseHeaders(200, picture.length);
          exchange.getResponseBody().write(picture);
          exchange.close();
        });
    server.createContext(
        "/redirect",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stopServing() {
    server.stop(0);
  }

  @Test
  void everyRecordGetsWhatItDeserves() throws Exception {
    addFormats();
    addDamagedAndUnusualPictures();
    addRecordsThatAreNoPictures();
    addUris();
    addIdsAndMetadata();
    good("the next good record", TestPictures.jpeg(TestPictures.collage(99)));

    Map<String, Case> byPosition = new HashMap<>();
    for (Case c : cases) {
      RecordMetadata position =
          SYSTEM.client().send(Topics.IMAGES, c.key(), c.value(), c.headers());
      byPosition.put(position.partition() + "/" + position.offset(), c);
    }
    SYSTEM.client().awaitIngested();
    Map<Case, String> deadLetters = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> letter : SYSTEM.client().read(Topics.DEAD_LETTERS)) {
      String position = connect(letter, "partition") + "/" + connect(letter, "offset");
      Case c = byPosition.get(position);
      assertThat(c).as("the record of the dead letter " + position).isNotNull();
      assertDeadLetter(letter, c);
      assertThat(deadLetters.put(c, connect(letter, "exception.message"))).as(c.input()).isNull();
    }

    for (int i = 0; i < cases.size(); i++) {
      if (cases.get(i).asked()) {
        ask("case-" + i, cases.get(i).value(), cases.get(i).headers());
      }
    }
    SYSTEM.client().awaitAnswered();
    Map<String, SearchResponse> answers = answers("case-");

    Map<Case, Outcome> outcomes = new HashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      SearchResponse answer = answers.get("case-" + i);
      Case c = cases.get(i);
      outcomes.put(
          c,
          new Outcome(
              deadLetters.getOrDefault(c, "indexed"), answer == null ? "–" : words(answer)));
    }
    print(outcomes);
    for (int i = 0; i < cases.size(); i++) {
      assertOutcome(cases.get(i), outcomes.get(cases.get(i)), answers.get("case-" + i));
    }
    SYSTEM.assertJobsNeverFailed();
  }

  /** There is nothing for the job to do: it never sees such a record. */
  @Test
  void aRecordWithoutKeyIsRefusedByTheCompactedTopicItself() {
    byte[] picture = TestPictures.jpeg(TestPictures.collage(68));
    assertThatThrownBy(() -> SYSTEM.client().send(Topics.IMAGES, null, picture, List.of()))
        .hasCauseInstanceOf(InvalidRecordException.class);
  }

  private static void assertDeadLetter(ConsumerRecord<byte[], byte[]> letter, Case c) {
    assertThat(letter.key()).as(c.input()).isEqualTo(c.key());
    assertThat(letter.value()).as(c.input()).isEqualTo(c.value());
    for (Header header : c.headers()) {
      assertThat(letter.headers().lastHeader(header.name()).value())
          .as(c.input())
          .isEqualTo(header.value());
    }
    for (String name : CONNECT_HEADERS) {
      assertThat(connect(letter, name)).as(c.input() + ": " + name).isNotEmpty();
    }
    assertThat(connect(letter, "topic")).isEqualTo(Topics.IMAGES);
    assertThat(connect(letter, "exception.class.name"))
        .isEqualTo(RejectedException.class.getName());
  }

  private static void assertOutcome(Case c, Outcome outcome, SearchResponse answer) {
    if (c.expected() == null) {
      assertThat(outcome.published()).as(c.input()).isEqualTo("indexed");
      assertThat(answer.matches()).as(c.input()).extracting(Match::id).contains(c.id());
      if (c.input().matches(".*EXIF orientation [5-8]")) {
        assertThat(answer.query().width()).as(c.input()).isEqualTo(360);
        assertThat(answer.query().height()).as(c.input()).isEqualTo(480);
      }
      return;
    }
    assertThat(outcome.published()).as(c.input()).startsWith(c.expected() + ": ");
    if (c.asked()) {
      // The same fault has another name where it is a request's.
      ErrorCode code = c.expected() == INVALID_RECORD ? INVALID_REQUEST : c.expected();
      assertThat(outcome.answered()).as(c.input()).startsWith(code + ": ");
    }
  }

  @Test
  void everyRequestThatCannotBeFollowedIsAnsweredWithTheReason() throws Exception {
    byte[] picture = TestPictures.jpeg(TestPictures.collage(50));
    Map<String, ErrorCode> expected = new HashMap<>();
    Map<String, Header> headers = new HashMap<>();
    for (Header header :
        List.of(
            Header.of(HeaderNames.REPLY_TOPIC, "images"),
            Header.of(HeaderNames.TOP_N, "-1"),
            Header.of(HeaderNames.TOP_N, "0"),
            Header.of(HeaderNames.TOP_N, "1000000000"),
            Header.of(HeaderNames.TOP_N, "many"),
            Header.of(HeaderNames.CROP, "NaN,0,1,1"),
            Header.of(HeaderNames.CROP, "0.5,0.5,1,1"),
            Header.of(HeaderNames.CROP, "0,0,1"),
            Header.of(HeaderNames.EXPLAIN, "perhaps"),
            Header.of(HeaderNames.CONTENT_TYPE, "application/json"))) {
      String request = header.name() + ": " + new String(header.value(), UTF_8);
      expected.put("request " + request, INVALID_REQUEST);
      headers.put("request " + request, header);
    }
    for (Map.Entry<String, Header> request : headers.entrySet()) {
      ask(request.getKey(), picture, List.of(request.getValue()));
    }
    expected.put("request without value", INVALID_REQUEST);
    ask("request without value", null, List.of());
    expected.put("request with an empty value", INVALID_REQUEST);
    ask("request with an empty value", new byte[0], List.of());
    expected.put("request for an unknown image id", UNKNOWN_IMAGE_ID);
    ask(
        "request for an unknown image id",
        "nobody".getBytes(UTF_8),
        List.of(Header.of(HeaderNames.CONTENT_TYPE, HeaderNames.IMAGE_ID)));
    ask("request that is good", picture, List.of());
    SYSTEM.client().awaitAnswered();

    Map<String, SearchResponse> answers = answers("request ");
    System.out.println("| request | answer |\n|---|---|");
    answers.forEach(
        (request, answer) -> System.out.printf("| %s | %s |%n", request, words(answer)));
    expected.forEach(
        (request, code) ->
            assertThat(answers.get(request).error().code()).as(request).isEqualTo(code));
    assertThat(answers.get("request that is good").status()).isNotEqualTo(Status.ERROR);
    assertThat(answers).hasSize(expected.size() + 1);
    SYSTEM.assertJobsNeverFailed();
  }

  private void addFormats() throws IOException {
    Path folder;
    try {
      folder = SharedData.require("data/formats");
    } catch (TestAbortedException e) {
      System.out.println("Without the collection of formats: " + e.getMessage());
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = folder.relativize(file).toString();
        add("formats/" + name, Files.readAllBytes(file), BAD_FORMATS.get(name));
      }
    }
  }

  private void addDamagedAndUnusualPictures() throws IOException {
    BufferedImage picture = TestPictures.collage(60);
    byte[] jpeg = TestPictures.jpeg(picture);
    for (int percent : new int[] {1, 50, 99}) {
      add(
          "JPEG cut off at %d %%".formatted(percent),
          EdgeCasePictures.truncated(jpeg, percent / 100.0),
          UNREADABLE_IMAGE);
    }
    good("JPEG with a bit turned over in its middle", EdgeCasePictures.bitFlipped(jpeg, 0.5));
    add(
        "JPEG with a bit turned over in its first byte",
        EdgeCasePictures.bitFlipped(jpeg, 0),
        UNREADABLE_IMAGE);
    add("PNG of 30,000 x 30,000 in 1 kB", EdgeCasePictures.hugePng(30_000), TOO_LARGE);
    good("PNG of 16 bit", EdgeCasePictures.png16(TestPictures.collage(61)));
    good("JPEG in CMYK", EdgeCasePictures.cmykJpeg(TestPictures.collage(62)));
    good(
        "animated GIF",
        EdgeCasePictures.animatedGif(TestPictures.collage(63), TestPictures.collage(64)));
    for (int orientation = 1; orientation <= 8; orientation++) {
      good(
          "JPEG with EXIF orientation " + orientation,
          EdgeCasePictures.withOrientation(jpeg, orientation));
    }
  }

  private void addRecordsThatAreNoPictures() {
    // As a request it is no picture that cannot be read but a request that asks nothing.
    cases.add(
        new Case(
            "empty value",
            "empty value".getBytes(UTF_8),
            new byte[0],
            List.of(),
            UNREADABLE_IMAGE,
            false));
    add("text", "It was a bright cold day in April.".getBytes(UTF_8), UNREADABLE_IMAGE);
    byte[] large = new byte[40_000_000];
    System.arraycopy(TestPictures.jpeg(TestPictures.collage(65)), 0, large, 0, 1_000);
    add("40 MB", large, TOO_LARGE);
    add(
        "content-type: application/json",
        TestPictures.jpeg(TestPictures.collage(66)),
        INVALID_RECORD,
        Header.of(HeaderNames.CONTENT_TYPE, "application/json"));
  }

  private void addUris() {
    String local = "http://localhost:" + server.getAddress().getPort();
    uri(local + "/picture.jpg", null);
    uri(local + "/missing.jpg", FETCH_FAILED);
    uri(local + "/redirect", FETCH_REFUSED);
    uri("http://example.com/picture.jpg", FETCH_REFUSED);
    uri("http://169.254.169.254/latest/meta-data", FETCH_REFUSED);
    uri("file:///etc/passwd", FETCH_REFUSED);
    uri("ftp://localhost/picture.jpg", FETCH_REFUSED);
    uri("no uri", INVALID_RECORD);
  }

  private void addIdsAndMetadata() {
    byte[] picture = TestPictures.jpeg(TestPictures.collage(67));
    record("empty key", new byte[0], picture, List.of());
    record("id of 257 bytes", "i".repeat(257).getBytes(UTF_8), picture, List.of());
    record("id that is not UTF-8", new byte[] {(byte) 0xc3, 0x28}, picture, List.of());
    byte[] key = "with metadata".getBytes(UTF_8);
    Header large = Header.of("meta.story", "s".repeat(33_000));
    record("metadata of 33 kB", key, picture, List.of(large));
    Header notText = new Header("meta.artist", new byte[] {(byte) 0xff});
    record("metadata that is not UTF-8", key, picture, List.of(notText));
    record("metadata without a name", key, picture, List.of(Header.of("meta.", "x")));
  }

  private void good(String input, byte[] value) {
    add(input, value, null);
  }

  private void uri(String uri, ErrorCode expected) {
    add(
        uri,
        uri.getBytes(UTF_8),
        expected,
        Header.of(HeaderNames.CONTENT_TYPE, HeaderNames.URI_LIST));
  }

  private void add(String input, byte[] value, ErrorCode expected, Header... headers) {
    cases.add(new Case(input, input.getBytes(UTF_8), value, List.of(headers), expected, true));
  }

  /** What is wrong with it is wrong with a record of the images topic only. */
  private void record(String input, byte[] key, byte[] value, List<Header> headers) {
    cases.add(new Case(input, key, value, headers, INVALID_RECORD, false));
  }

  private static void ask(String correlation, byte[] value, List<Header> headers) throws Exception {
    List<Header> all = new ArrayList<>(headers);
    all.add(Header.of(HeaderNames.CORRELATION_ID, correlation));
    SYSTEM.client().send(Topics.REQUESTS, null, value, all);
  }

  /** By correlation id; fails on a second answer. */
  private static Map<String, SearchResponse> answers(String prefix) throws IOException {
    Map<String, SearchResponse> answers = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : SYSTEM.client().read(Topics.RESPONSES)) {
      SearchResponse answer = Answers.read(record.value());
      if (answer.correlationId().startsWith(prefix)) {
        assertThat(answers.put(answer.correlationId(), answer)).isNull();
      }
    }
    return answers;
  }

  private static String connect(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(
        letter.headers().lastHeader(HeaderNames.DEAD_LETTER_PREFIX + name).value(), UTF_8);
  }

  private static String words(SearchResponse answer) {
    return answer.status() == Status.ERROR
        ? answer.error().code() + ": " + answer.error().message()
        : answer.status() + " " + answer.matches().stream().map(Match::id).toList();
  }

  private void print(Map<Case, Outcome> outcomes) {
    System.out.println("| input | published | asked |\n|---|---|---|");
    for (Case c : cases) {
      Outcome outcome = outcomes.get(c);
      System.out.printf(
          "| %s | %s | %s |%n",
          c.input(), abbreviated(outcome.published()), abbreviated(outcome.answered()));
    }
  }

  private static String abbreviated(String text) {
    return text.length() <= 160 ? text : text.substring(0, 160) + " …";
  }

  private static Configuration allowingLocalhost() {
    Configuration options = new Configuration();
    options.set(PictureOptions.FETCH_HOSTS, List.of("localhost"));
    options.set(PictureOptions.FETCH_PRIVATE, true);
    return options;
  }
}
