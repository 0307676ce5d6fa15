package io.morelli.local.cli;

import io.morelli.decision.Rule;
import io.morelli.explain.Backdrop;
import io.morelli.explain.Comparison;
import io.morelli.explain.MatchCaption;
import io.morelli.explain.MatchPicture;
import io.morelli.explain.QueryPart;
import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.image.Region;
import io.morelli.image.RgbImage;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.PublishedPictures;
import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.local.client.UnreachableException;
import io.morelli.message.Explain;
import io.morelli.message.RejectedException;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    description =
        "Asks for a picture and draws how it compares with a published one: key points, matches"
            + " that agree, the query's outline, and what decided. Exit code 0 if it is a match, 1 if"
            + " not.")
final class ExplainCommand implements Callable<Integer> {

  /** Of the drawing, pixels. */
  private static final int LONG_SIDE = 1600;

  @Mixin private KafkaOptions kafkaOptions;

  @Parameters(index = "0", paramLabel = "QUERY", description = "Picture file to ask for.")
  private Path query;

  @Parameters(index = "1", paramLabel = "ID", description = "A published image.")
  private String id;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "The published picture. Default: it is read from the topic.")
  private Path picture;

  @Option(
      names = "--top-n",
      paramLabel = "N",
      description = "How many candidates are verified. Default: the system's.")
  private Integer topN;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "explain.png",
      description = "Where the PNG is written. Default: ${DEFAULT-VALUE}.")
  private Path file;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for the answer. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    byte[] asked = Files.readAllBytes(query);
    RgbImage queryPicture = decode(query.toString(), asked);
    KafkaConnection kafka = kafkaOptions.connect();
    RgbImage answerPicture =
        picture == null
            ? decode(id, published(kafka))
            : decode(picture.toString(), Files.readAllBytes(picture));

    SearchResponse response = ask(kafka, asked);
    Optional<Match> found =
        Stream.of(response.matches(), response.rejected())
            .flatMap(List::stream)
            .filter(match -> match.id().equals(id))
            .findFirst();
    QueryPart part =
        found
            .map(
                match ->
                    new QueryPart(
                        match.region() == null ? Region.WHOLE : match.region(), match.mirrored()))
            .orElse(QueryPart.WHOLE);
    Comparison comparison = Comparison.of(queryPicture, part, answerPicture);
    List<String> caption =
        List.of(
            found.map(MatchCaption::decision).orElseGet(() -> notListed(response)),
            MatchCaption.figures(comparison));
    String title = "%s  →  %s".formatted(query.getFileName(), id);
    BufferedImage drawing =
        MatchPicture.draw(
            comparison,
            Backdrop.of(queryPicture),
            Backdrop.of(answerPicture),
            LONG_SIDE,
            title,
            caption);
    ImageIO.write(drawing, "png", file.toFile());

    PrintWriter out = spec.commandLine().getOut();
    out.println(title);
    caption.forEach(out::println);
    out.println("The picture: " + file.toAbsolutePath().toUri());
    out.flush();
    return found.filter(match -> Rule.valueOf(match.rule()).match()).isPresent()
        ? ExitCode.OK
        : ExitCode.INCOMPLETE;
  }

  private static String notListed(SearchResponse response) {
    if (response.omitted() == null) {
      return "no match: not among the %d candidates".formatted(response.candidates());
    }
    int listed = response.matches().size() + response.rejected().size();
    return "unknown: not among the first %d candidates, and the answer had no room for %d more"
        .formatted(listed, response.omitted());
  }

  private byte[] published(KafkaConnection kafka) throws UnreachableException {
    byte[][] newest = new byte[1][];
    PublishedPictures.read(
        kafka, Topics.IMAGES, Set.of(id), (image, encoded) -> newest[0] = encoded.orElse(null));
    if (newest[0] == null) {
      throw new IllegalArgumentException(
          ("the topic %s holds no picture '%s'; if it was published by its URI, name the file by"
                  + " --picture")
              .formatted(Topics.IMAGES, id));
    }
    return newest[0];
  }

  private SearchResponse ask(KafkaConnection kafka, byte[] picture) throws Exception {
    SearchQuery.Options options =
        new SearchQuery.Options(
            topN == null ? OptionalInt.empty() : OptionalInt.of(topN),
            Map.of(),
            Region.WHOLE,
            Set.of(Explain.REJECTED));
    try (SearchClient client =
        new SearchClient(kafka, Topics.REQUESTS, Topics.RESPONSES, Duration.ofSeconds(timeout))) {
      SearchResponse response = client.await(client.search(SearchQuery.picture(picture, options)));
      if (response.status() == SearchResponse.Status.ERROR) {
        throw new IOException(
            "%s, %s".formatted(response.error().code(), response.error().message()));
      }
      return response;
    }
  }

  private static RgbImage decode(String name, byte[] encoded) throws IOException {
    try {
      return new ImageDecoder(ImageLimits.DEFAULT).decode(encoded).image();
    } catch (RejectedException e) {
      throw new IOException("%s: %s, %s".formatted(name, e.code(), e.getMessage()), e);
    }
  }
}
