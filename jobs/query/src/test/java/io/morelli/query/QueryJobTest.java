package io.morelli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.morelli.decision.Rule;
import io.morelli.decision.Thresholds;
import io.morelli.embedding.Embedder;
import io.morelli.embedding.ModelInfo;
import io.morelli.features.VerifierSettings;
import io.morelli.image.Region;
import io.morelli.index.InMemoryImageIndex;
import io.morelli.index.IndexedImage;
import io.morelli.message.ErrorCode;
import io.morelli.message.Header;
import io.morelli.message.KafkaRecord;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.MatchExplanation;
import io.morelli.message.SearchResponse.Omission;
import io.morelli.message.SearchResponse.Pair;
import io.morelli.message.SearchResponse.Picture;
import io.morelli.message.SearchResponse.Point;
import io.morelli.message.SearchResponse.Status;
import io.morelli.operators.BatchSettings;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.IndexProvider;
import io.morelli.operators.PoisonSettings;
import io.morelli.operators.testing.InMemoryEnds;
import io.morelli.operators.testing.InMemoryEnds.Collected;
import io.morelli.operators.testing.TestSettings;
import io.morelli.picture.PictureReader;
import io.morelli.picture.PictureView;
import io.morelli.testing.ColourLayoutEmbedder;
import io.morelli.testing.TestPictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole query graph on a MiniCluster, between ends in memory. */
class QueryJobTest {

  private static final int GALLERY = 40;

  /** Width of a frame, pixels. */
  private static final int FRAME = 48;

  private static List<IndexedImage> gallery;

  private final InMemoryImageIndex index =
      new InMemoryImageIndex(ColourLayoutEmbedder.MODEL.dimension());
  private final List<KafkaRecord> requests = new ArrayList<>();
  private Duration timeout = Duration.ofSeconds(60);
  private SecondPass secondPass = SecondPass.REGIONS;
  private ModelInfo model = ColourLayoutEmbedder.MODEL;

  @BeforeAll
  static void paintGallery() throws Exception {
    List<IndexedImage> images = new ArrayList<>();
    for (int i = 0; i < GALLERY; i++) {
      Map<String, String> metadata = Map.of("parity", i % 2 == 0 ? "even" : "odd");
      images.add(indexed("picture-" + i, TestPictures.collage(i), metadata));
    }
    gallery = List.copyOf(images);
  }

  @BeforeEach
  void fillIndex() {
    index.upsert(gallery);
  }

  private void index(String id, BufferedImage picture) throws Exception {
    index.upsert(List.of(indexed(id, picture, Map.of())));
  }

  /** A picture as the ingest job describes it. */
  private static IndexedImage indexed(
      String id, BufferedImage picture, Map<String, String> metadata) throws Exception {
    try (PictureReader reader = new PictureReader(TestSettings.PICTURES);
        Embedder embedder = new ColourLayoutEmbedder()) {
      PictureView view = reader.indexedView(TestPictures.rgb(picture));
      float[] vector = embedder.embed(List.of(view.pixels()))[0];
      return new IndexedImage(id, vector, view.keyPoints(), metadata, 480, 360, "00", 0);
    }
  }

  @Test
  void everyRequestIsAnsweredOnceWithThePictureItShows() throws Exception {
    for (int i = 0; i < 20; i++) {
      ask(TestPictures.jpeg(TestPictures.rotated(TestPictures.collage(i), 3 * i)), id("q" + i));
    }
    for (int i = 0; i < 5; i++) {
      ask(TestPictures.jpeg(TestPictures.collage(1_000 + i)), id("none" + i));
    }
    Map<String, SearchResponse> answers = run();
    assertThat(answers).hasSize(25);
    for (int i = 0; i < 20; i++) {
      SearchResponse answer = answers.get("q" + i);
      assertThat(answer.status()).as("q" + i).isEqualTo(Status.MATCH);
      assertThat(answer.matches()).extracting(Match::id).containsExactly("picture-" + i);
      assertThat(answer.partial()).isFalse();
      assertThat(answer.timings()).containsKeys("read", "embed", "search", "verify", "total");
      assertThat(answer.query().width()).isEqualTo(480);
      assertThat(answer.model()).isEqualTo(ColourLayoutEmbedder.MODEL.version());
    }
    for (int i = 0; i < 5; i++) {
      assertThat(answers.get("none" + i).status()).isEqualTo(Status.NO_MATCH);
      assertThat(answers.get("none" + i).timings())
          .containsKeys("verify", "second read", "second verify", "third read", "third verify");
    }
  }

  @Test
  void aMirroredPictureIsFoundInTheSecondPass() throws Exception {
    ask(TestPictures.jpeg(TestPictures.mirrored(TestPictures.collage(5))), id("mirrored"));
    SearchResponse answer = run().get("mirrored");
    assertThat(answer.timings()).containsKey("second verify").doesNotContainKey("third read");
    Match match = answer.matches().get(0);
    assertThat(match.id()).isEqualTo("picture-5");
    assertThat(match.mirrored()).isTrue();
    // The left upper corner of the query is the right upper corner of the answer.
    assertThat(map(match.homography(), 0, 0)).satisfies(near(1, 0));
    assertThat(map(match.homography(), 1, 1)).satisfies(near(0, 1));
  }

  @Test
  void theMirroredPictureMayBeTheLastThatIsTried() throws Exception {
    secondPass = SecondPass.MIRROR;
    ask(TestPictures.jpeg(TestPictures.mirrored(TestPictures.collage(5))), id("mirrored"));
    askForAWall();
    Map<String, SearchResponse> answers = run();
    assertThat(answers.get("mirrored").matches().get(0).id()).isEqualTo("picture-5");
    assertThat(answers.get("wall").status()).isEqualTo(Status.NO_MATCH);
    assertThat(answers.get("wall").timings())
        .containsKey("second verify")
        .doesNotContainKey("third read");
  }

  @Test
  void aPictureOnAWallIsFoundByItsRegion() throws Exception {
    askForAWall();
    Match match = run().get("wall").matches().get(0);
    assertThat(match.id()).isEqualTo("picture-7");
    assertThat(match.region()).isNotNull();
    assertThat(map(match.homography(), 0.5, 0.5)).satisfies(near(0, 0));
    assertThat(map(match.homography(), 1, 1)).satisfies(near(1, 1));
  }

  private void askForAWall(Header... headers) {
    BufferedImage wall = new BufferedImage(960, 720, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = wall.createGraphics();
    graphics.setColor(Color.LIGHT_GRAY);
    graphics.fillRect(0, 0, 960, 720);
    graphics.drawImage(TestPictures.collage(7), 480, 360, null);
    graphics.dispose();
    List<Header> all = new ArrayList<>(List.of(headers));
    all.add(id("wall"));
    ask(TestPictures.jpeg(wall), all.toArray(Header[]::new));
    // So that the whole wall is not similar enough.
    useThresholds(0.95, 0.9, 20, 12, 8);
  }

  @Test
  void anExplanationTellsWhichKeyPointsAgree() throws Exception {
    BufferedImage turned =
        TestPictures.rotated(TestPictures.collage(3), 20).getSubimage(60, 40, 360, 280);
    ask(TestPictures.png(turned), id("turned and cropped"), Header.of("explain", "picture"));
    BufferedImage mirrored = TestPictures.mirrored(TestPictures.collage(5));
    ask(TestPictures.png(mirrored), id("mirrored"), Header.of("explain", "matches,rejected"));
    BufferedImage pair = new BufferedImage(960, 360, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = pair.createGraphics();
    graphics.drawImage(TestPictures.collage(8), 0, 0, null);
    graphics.drawImage(TestPictures.collage(9), 480, 0, null);
    graphics.dispose();
    ask(
        TestPictures.png(pair),
        id("right half"),
        Header.of("crop", "0.5,0,0.5,1"),
        Header.of("explain", "matches"));
    ask(TestPictures.png(turned), id("no explanation"));
    Map<String, SearchResponse> answers = run();

    AffineTransform back = AffineTransform.getRotateInstance(Math.toRadians(-20), 240, 180);
    back.translate(60, 40);
    Match match = answers.get("turned and cropped").matches().get(0);
    assertThat(match.id()).isEqualTo("picture-3");
    assertPairs(match, 360, 280, back);
    assertOutline(match, back, 0, 0, 360, 280);
    Picture picture = match.explanation().picture();
    BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(picture.png()));
    assertThat(drawn.getWidth()).isEqualTo(picture.width()).isBetween(600, 640);
    assertThat(drawn.getHeight()).isEqualTo(picture.height()).isBetween(200, 640);
    assertThat(answers.get("turned and cropped").rejected()).isNull();
    assertThat(answers.get("turned and cropped").timings()).containsKey("draw");

    match = answers.get("mirrored").matches().get(0);
    assertThat(match.mirrored()).isTrue();
    AffineTransform flip = new AffineTransform(-1, 0, 0, 1, 480, 0);
    assertPairs(match, 480, 360, flip);
    assertOutline(match, flip, 0, 0, 480, 360);
    assertThat(match.explanation().picture()).isNull();
    assertThat(answers.get("mirrored").rejected()).isNotEmpty();
    assertThat(answers.get("mirrored").rejected())
        .allSatisfy(rejected -> assertThat(rejected.explanation()).isNull());

    match = answers.get("right half").matches().get(0);
    AffineTransform left = AffineTransform.getTranslateInstance(-480, 0);
    assertPairs(match, 960, 360, left);
    assertOutline(match, left, 480, 0, 480, 360);

    assertThat(answers.get("no explanation").matches())
        .allSatisfy(unasked -> assertThat(unasked.explanation()).isNull());
  }

  @Test
  void anExplanationOfAMatchOnAWallRefersToTheWholeWall() throws Exception {
    askForAWall(Header.of("explain", "picture"));
    Match match = run().get("wall").matches().get(0);
    AffineTransform corner = AffineTransform.getTranslateInstance(-480, -360);
    assertPairs(match, 960, 720, corner);
    Region region = match.region();
    assertOutline(
        match,
        corner,
        960 * region.x(),
        720 * region.y(),
        960 * region.width(),
        720 * region.height());
    assertThat(match.explanation().picture()).isNotNull();
  }

  @Test
  void theFirstMatchesOfAnIndexedPictureAreDrawnWithoutItsPixels() throws Exception {
    IndexedImage four = index.get("picture-4").orElseThrow();
    for (int i = 0; i < 6; i++) {
      index.upsert(
          List.of(
              new IndexedImage(
                  "copy-" + i, four.vector(), four.features(), Map.of(), 480, 360, "00", 0)));
    }
    byte[] asked = "picture-4".getBytes(StandardCharsets.UTF_8);
    ask(asked, id("by id"), imageId(), Header.of("explain", "picture"));
    List<Match> matches = run().get("by id").matches();
    assertThat(matches).hasSize(6);
    for (Match match : matches) {
      assertPairs(match, 480, 360, new AffineTransform());
    }
    assertThat(matches.subList(0, 5))
        .allSatisfy(match -> assertThat(match.explanation().picture()).isNotNull());
    assertThat(matches.get(5).explanation().pictureOmitted()).isEqualTo(Omission.NOT_AMONG_FIRST);
  }

  @Test
  void whatWasDecidedWithoutKeyPointsHasNoneToExplain() throws Exception {
    useThresholds(0.95, 0.9, 5_000, 12, 8);
    ask(
        TestPictures.png(TestPictures.collage(4)),
        id("too simple"),
        Header.of("explain", "picture"));
    MatchExplanation explanation = run().get("too simple").matches().get(0).explanation();
    assertThat(explanation.pairs()).isNull();
    assertThat(explanation.outline()).isNull();
    assertThat(explanation.pairsOmitted()).isEqualTo(Omission.NOT_VERIFIED);
    assertThat(explanation.pictureOmitted()).isEqualTo(Omission.NOT_VERIFIED);
  }

  @Test
  void aPictureThatSharesADetailIsNoMatchBesideTheVeryPicture() throws Exception {
    useThresholds(0.99, -1, 20, 12, 8);
    index("nine in a frame", framed(9, 4));
    index("ten in a frame", framed(10, 6));
    index.delete(List.of("picture-6"));
    ask(TestPictures.jpeg(TestPictures.collage(4)), id("the picture is there"), explain());
    ask(TestPictures.jpeg(TestPictures.collage(6)), id("it is not"));
    Map<String, SearchResponse> answers = run();
    assertThat(answers.get("the picture is there").matches())
        .extracting(Match::id)
        .containsExactly("picture-4");
    Match detail =
        answers.get("the picture is there").rejected().stream()
            .filter(match -> match.id().equals("nine in a frame"))
            .findFirst()
            .orElseThrow();
    assertThat(detail.matchingPoints()).isGreaterThanOrEqualTo(12);
    assertThat(detail.rule()).isEqualTo(Rule.OVERSHADOWED.name());
    assertThat(answers.get("it is not").matches())
        .extracting(Match::id)
        .containsExactly("ten in a frame");
  }

  private void useThresholds(double high, double low, int minKeyPoints, int many, int few) {
    model =
        new ModelInfo(
            model.name(),
            model.version(),
            model.inputSize(),
            model.dimension(),
            new Thresholds(high, low, minKeyPoints, many, few));
  }

  /** A picture with the edge of another one around it. */
  private static BufferedImage framed(int picture, int frame) {
    BufferedImage framed = TestPictures.collage(frame);
    Graphics2D graphics = framed.createGraphics();
    graphics.drawImage(
        TestPictures.collage(picture), FRAME, FRAME, 480 - 2 * FRAME, 360 - 2 * FRAME, null);
    graphics.dispose();
    return framed;
  }

  @Test
  void theOptionsOfARequestAreFollowed() throws Exception {
    byte[] picture = TestPictures.jpeg(TestPictures.collage(4));
    ask(picture, id("filtered"), Header.of("filter.parity", "odd"));
    ask(picture, id("explained"), Header.of("explain", "true"), Header.of("top-n", "7"));
    ask("picture-4".getBytes(StandardCharsets.UTF_8), id("by id"), imageId(), explain());
    BufferedImage pair = new BufferedImage(960, 360, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = pair.createGraphics();
    graphics.drawImage(TestPictures.collage(8), 0, 0, null);
    graphics.drawImage(TestPictures.collage(9), 480, 0, null);
    graphics.dispose();
    ask(TestPictures.png(pair), id("right half"), Header.of("crop", "0.5,0,0.5,1"));
    Map<String, SearchResponse> answers = run();
    assertThat(answers.get("filtered").status()).isEqualTo(Status.NO_MATCH);
    assertThat(answers.get("explained").matches())
        .extracting(Match::id)
        .containsExactly("picture-4");
    assertThat(answers.get("explained").rejected()).hasSize(6);
    assertThat(answers.get("explained").candidates()).isEqualTo(7);
    assertThat(answers.get("by id").status()).isEqualTo(Status.NO_MATCH);
    assertThat(answers.get("by id").rejected())
        .extracting(Match::id)
        .hasSize(GALLERY - 1)
        .doesNotContain("picture-4");
    assertThat(answers.get("right half").matches())
        .extracting(Match::id)
        .containsExactly("picture-9");
  }

  @Test
  void aBadRequestIsAnsweredWithATypedErrorThatNamesTheValue() throws Exception {
    byte[] good = TestPictures.jpeg(TestPictures.collage(1));
    for (String topN : List.of("-1", "0", "1000000000", "NaN", "")) {
      ask(good, id("top-n " + topN), Header.of("top-n", topN));
    }
    for (String crop : List.of("NaN,0,1,1", "0,0,2,1", "0,0,1", "0,0,0,0", "a,b,c,d")) {
      ask(good, id("crop " + crop), Header.of("crop", crop));
    }
    ask(good, id("explain"), Header.of("explain", "picture,maybe"));
    ask(null, id("null"));
    ask(new byte[0], id("empty"));
    ask(good, id("type"), Header.of("content-type", "video/mp4"));
    ask("no picture".getBytes(StandardCharsets.UTF_8), id("text"));
    ask("file:///etc/passwd".getBytes(StandardCharsets.UTF_8), id("uri"), uriList());
    ask("picture-99".getBytes(StandardCharsets.UTF_8), id("unknown"), imageId());
    ask(
        "picture-0".getBytes(StandardCharsets.UTF_8),
        id("part"),
        imageId(),
        Header.of("crop", "0,0,0.5,0.5"));
    ask("x".repeat(2_000_000).getBytes(StandardCharsets.UTF_8), id("long"), imageId());
    ask(good, id("value"), Header.of("top-n", "9".repeat(2_000_000)));
    Stream<Header> filters = IntStream.range(0, 1_100).mapToObj(i -> Header.of("filter." + i, "x"));
    ask(good, Stream.concat(Stream.of(id("filters")), filters).toArray(Header[]::new));
    ask(good, id("filter"), Header.of("filter.a", "x".repeat(10_000)));
    ask(good, id("reply"), Header.of("kafka_replyTopic", "somebody-elses"));
    ask(good, id("headers"), Header.of("mine", "x".repeat(40_000)));
    ask(good, id("good"));
    Map<String, SearchResponse> answers = run();
    assertThat(answers).hasSize(requests.size());
    assertThat(answers.get("good").status()).isEqualTo(Status.MATCH);
    Map<String, ErrorCode> codes = new TreeMap<>();
    answers.forEach(
        (id, answer) -> {
          if (answer.status() == Status.ERROR) {
            codes.put(id, answer.error().code());
          }
        });
    assertThat(codes).hasSize(requests.size() - 1);
    assertThat(codes.remove("text")).isEqualTo(ErrorCode.UNREADABLE_IMAGE);
    assertThat(codes.remove("uri")).isEqualTo(ErrorCode.FETCH_REFUSED);
    assertThat(codes.remove("unknown")).isEqualTo(ErrorCode.UNKNOWN_IMAGE_ID);
    assertThat(codes.values()).containsOnly(ErrorCode.INVALID_REQUEST);
    assertThat(answers.values())
        .allSatisfy(answer -> assertThat(answer.toJson()).hasSizeLessThan(10_000));
    assertThat(answers.get("top-n 1000000000").error().message()).contains("1000000000");
    assertThat(answers.get("crop NaN,0,1,1").error().message()).contains("NaN,0,1,1");
    assertThat(answers.get("explain").error().message()).contains("'maybe'");
    assertThat(answers.get("reply").error().message()).contains("somebody-elses");
    assertThat(answers.get("headers").error().message()).contains("32000");
  }

  @Test
  void anUnavailableIndexIsATypedError() throws Exception {
    index.setAvailable(false);
    ask(TestPictures.jpeg(TestPictures.collage(1)), id("q"));
    assertThat(run().get("q").error().code()).isEqualTo(ErrorCode.INDEX_UNAVAILABLE);
  }

  @Test
  void aRequestWhoseTimeIsUpIsAnswered() throws Exception {
    timeout = Duration.ofMillis(1);
    ask(TestPictures.jpeg(TestPictures.collage(1)), id("late"));
    // Reading the picture takes longer, and what comes first to look at the clock is the search.
    assertThat(run().get("late").error().code()).isEqualTo(ErrorCode.TIMEOUT);
  }

  @Test
  void theAnswerGoesWhereTheRequestWantsIt() throws Exception {
    byte[] correlation = ByteBuffer.allocate(16).putLong(-1).putLong(5).array();
    ask(
        TestPictures.jpeg(TestPictures.collage(1)),
        new Header("kafka_correlationId", correlation),
        Header.of("kafka_replyTopic", "replies"),
        new Header("kafka_replyPartition", new byte[] {0, 0, 0, 3}),
        Header.of("traceparent", "00-abc"));
    Answer answer = answers().get(0);
    assertThat(answer.replyTo().topic()).isEqualTo("replies");
    assertThat(answer.replyTo().partition()).isEqualTo(3);
    assertThat(answer.replyTo().correlation()).isEqualTo(correlation);
    assertThat(answer.replyTo().echo()).extracting(Header::name).containsExactly("traceparent");
    assertThat(SearchResponse.fromJson(answer.json()).correlationId())
        .isEqualTo("ffffffff-ffff-ffff-0000-000000000005");
  }

  private void ask(byte[] value, Header... headers) {
    requests.add(TestSettings.record("search.requests", requests.size(), null, value, headers));
  }

  private static Header id(String correlationId) {
    return Header.of("kafka_correlationId", correlationId);
  }

  private static Header imageId() {
    return Header.of("content-type", "application/vnd.morelli.image-id");
  }

  private static Header uriList() {
    return Header.of("content-type", "text/uri-list");
  }

  private static Header explain() {
    return Header.of("explain", "true");
  }

  /** By correlation id, each answer valid by the published schema. */
  private Map<String, SearchResponse> run() throws Exception {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(SearchResponse.class.getResourceAsStream("search-response.schema.json"));
    Map<String, SearchResponse> answers = new TreeMap<>();
    for (Answer answer : answers()) {
      assertThat(schema.validate(new ObjectMapper().readTree(answer.json())))
          .as(new String(answer.json(), StandardCharsets.UTF_8))
          .isEmpty();
      assertThat(answer.json().length).isLessThan(Explainer.MAX_ANSWER_BYTES);
      SearchResponse response = SearchResponse.fromJson(answer.json());
      assertThat(answers.put(response.correlationId(), response)).isNull();
    }
    return answers;
  }

  private List<Answer> answers() throws Exception {
    Collected<Answer> answers = InMemoryEnds.sink();
    String name = InMemoryEnds.register(index);
    IndexProvider provider = () -> InMemoryEnds.lookUp(name);
    StreamExecutionEnvironment env = TestSettings.environment(Duration.ofMillis(200));
    QueryJob.define(
        env,
        settings(),
        InMemoryEnds.source(requests, KafkaRecord.class),
        TestSettings.EMBEDDERS,
        provider,
        answers.sink());
    env.execute("test");
    return answers.elements();
  }

  private QuerySettings settings() {
    return new QuerySettings(
        TestSettings.PICTURES,
        VerifierSettings.DEFAULT,
        model,
        100,
        1_000,
        timeout,
        "search.responses",
        Set.of("replies"),
        secondPass,
        10,
        4,
        new BatchSettings(8, 2),
        EmbeddingOptions.COMMON_SLOTS,
        PoisonSettings.OFF,
        2,
        1,
        2);
  }

  /**
   * Every pair agrees with the true transform, in pixels, from the query to the 480 x 360 answer.
   */
  private static void assertPairs(
      Match match, int queryWidth, int queryHeight, AffineTransform truth) {
    List<Pair> pairs = match.explanation().pairs();
    assertThat(pairs).hasSizeGreaterThan(100);
    List<Double> distances = new ArrayList<>();
    for (Pair pair : pairs) {
      Point2D expected =
          truth.transform(
              new Point2D.Double(queryWidth * pair.queryX(), queryHeight * pair.queryY()), null);
      distances.add(expected.distance(480 * pair.x(), 360 * pair.y()));
    }
    assertThat(distances).allSatisfy(distance -> assertThat(distance).isLessThan(5));
    assertThat(distances.stream().mapToDouble(distance -> distance).average().getAsDouble())
        .isLessThan(1.5);
  }

  /** The corners of the rectangle, pixels of the query, lie where the true transform puts them. */
  private static void assertOutline(
      Match match, AffineTransform truth, double x, double y, double width, double height) {
    double[] corners = {x, y, x + width, y, x + width, y + height, x, y + height};
    truth.transform(corners, 0, corners, 0, 4);
    assertThat(match.explanation().outline()).hasSize(4);
    for (int i = 0; i < 4; i++) {
      Point corner = match.explanation().outline().get(i);
      assertThat(480 * corner.x()).isCloseTo(corners[2 * i], within(6.0));
      assertThat(360 * corner.y()).isCloseTo(corners[2 * i + 1], within(6.0));
    }
  }

  private static double[] map(double[] h, double x, double y) {
    double w = h[6] * x + h[7] * y + h[8];
    return new double[] {(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w};
  }

  private static Consumer<double[]> near(double x, double y) {
    return point -> {
      assertThat(point[0]).isBetween(x - 0.02, x + 0.02);
      assertThat(point[1]).isBetween(y - 0.02, y + 0.02);
    };
  }
}
