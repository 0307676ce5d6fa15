package io.morelli.message;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.decision.Thresholds;
import io.morelli.image.Region;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The answer to a search request, as JSON on the response topic; {@code
 * search-response.schema.json} beside this class documents it.
 *
 * @param correlationId the request's: as text if it is printable, as a UUID if it has 16 bytes,
 *     else hexadecimal; the Kafka header of the answer carries the very bytes
 * @param status what was found
 * @param error present exactly if the status is {@code ERROR}
 * @param matches best first
 * @param rejected with {@link Explain#REJECTED}: the candidates that were turned down, most similar
 *     first; absent otherwise
 * @param query absent if the picture could not be read
 * @param candidates how many were considered
 * @param partial true if the deadline passed before all candidates were verified
 * @param omitted how many of the last matches and rejected candidates were left out, because the
 *     answer would be longer than Kafka takes by default; null for none
 * @param model version of the embedding model
 * @param thresholds the search rule's parameters
 * @param timings milliseconds by stage, in the order of the stages
 */
@JsonInclude(Include.NON_NULL)
public record SearchResponse(
    String correlationId,
    Status status,
    Failure error,
    List<Match> matches,
    List<Match> rejected,
    QueryPicture query,
    int candidates,
    boolean partial,
    Integer omitted,
    String model,
    Thresholds thresholds,
    Map<String, Double> timings) {

  /** What was found. */
  public enum Status {
    MATCH,
    NO_MATCH,
    ERROR
  }

  /** Why a request could not be answered. */
  public record Failure(ErrorCode code, String message) {}

  /**
   * The picture that was asked for.
   *
   * @param width of the upright picture, pixels
   * @param height of the upright picture, pixels
   * @param keyPoints found in it
   */
  public record QueryPicture(int width, int height, int keyPoints) {}

  /**
   * An indexed picture and how it compares with the query.
   *
   * @param id of the image
   * @param metadata as published
   * @param width of the indexed picture, pixels
   * @param height of the indexed picture, pixels
   * @param cosine of the two vectors; where parts of the query were looked at, that of the most
   *     similar part, which need not be the one with the most matching points
   * @param queryKeyPoints key points of the part of the query that was compared
   * @param keyPoints key points of the indexed picture
   * @param rawMatches matches of key points by their descriptors
   * @param matchingPoints places that differ in both pictures and agree with one homography
   * @param rule that decided
   * @param overlap share of the indexed picture that the query shows, 0 to 1
   * @param homography from the query to the indexed picture, both in fractions of width and height,
   *     row by row; absent if none was found
   * @param region of the query that was compared; absent for the whole picture
   * @param mirrored true if the query was mirrored to match
   * @param explanation with {@link Explain#MATCHES}, in {@code matches} only; absent otherwise
   */
  @JsonInclude(Include.NON_NULL)
  public record Match(
      String id,
      Map<String, String> metadata,
      int width,
      int height,
      double cosine,
      int queryKeyPoints,
      int keyPoints,
      int rawMatches,
      int matchingPoints,
      String rule,
      double overlap,
      double[] homography,
      Region region,
      boolean mirrored,
      MatchExplanation explanation) {

    /** Without an explanation. */
    public Match(
        String id,
        Map<String, String> metadata,
        int width,
        int height,
        double cosine,
        int queryKeyPoints,
        int keyPoints,
        int rawMatches,
        int matchingPoints,
        String rule,
        double overlap,
        double[] homography,
        Region region,
        boolean mirrored) {
      this(
          id,
          metadata,
          width,
          height,
          cosine,
          queryKeyPoints,
          keyPoints,
          rawMatches,
          matchingPoints,
          rule,
          overlap,
          homography,
          region,
          mirrored,
          null);
    }

    /** The same match with an explanation. */
    public Match explained(MatchExplanation newExplanation) {
      return new Match(
          id,
          metadata,
          width,
          height,
          cosine,
          queryKeyPoints,
          keyPoints,
          rawMatches,
          matchingPoints,
          rule,
          overlap,
          homography,
          region,
          mirrored,
          newExplanation);
    }
  }

  /**
   * How the key points of a query and of a match agree.
   *
   * @param pairs key points that agree with the homography; absent if left out
   * @param outline where the upper left, upper right, lower right and lower left corner of the
   *     compared part of the query lie in the indexed picture; absent without a homography
   * @param picture with {@link Explain#PICTURE}; absent if left out
   * @param pairsOmitted why there are no pairs; present exactly if they are absent
   * @param pictureOmitted with {@link Explain#PICTURE}: why there is no picture
   */
  @JsonInclude(Include.NON_NULL)
  public record MatchExplanation(
      List<Pair> pairs,
      List<Point> outline,
      Picture picture,
      Omission pairsOmitted,
      Omission pictureOmitted) {

    /** An explanation with a picture. */
    public MatchExplanation with(Picture newPicture) {
      return new MatchExplanation(pairs, outline, newPicture, pairsOmitted, null);
    }

    /** An explanation without the picture that was asked for. */
    public MatchExplanation withoutPicture(Omission why) {
      return new MatchExplanation(pairs, outline, null, pairsOmitted, why);
    }
  }

  /**
   * Two key points that belong together; in JSON an array of the four numbers.
   *
   * @param queryX in the whole query picture as it was sent, fraction of its width
   * @param queryY fraction of its height
   * @param x in the indexed picture, fraction of its width
   * @param y fraction of its height
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"queryX", "queryY", "x", "y"})
  public record Pair(double queryX, double queryY, double x, double y) {}

  /**
   * A place in the indexed picture or, beyond 0 and 1, beside it; in JSON an array of two numbers.
   *
   * @param x fraction of its width
   * @param y fraction of its height
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"x", "y"})
  public record Point(double x, double y) {}

  /**
   * A drawing.
   *
   * @param width pixels
   * @param height pixels
   * @param png the encoded picture; base64 in JSON
   */
  public record Picture(int width, int height, byte[] png) {}

  /** Why a part of an explanation was left out. */
  public enum Omission {
    /** The match was decided without its key points: one of the pictures has too few. */
    NOT_VERIFIED,
    /** Only the first matches are drawn. */
    NOT_AMONG_FIRST,
    /** The answer would be longer than Kafka takes by default. */
    ANSWER_TOO_LONG,
    /** The request's deadline passed before it was drawn. */
    TIMEOUT,
    /** The machine cannot draw, for instance because it has no fonts. */
    CANNOT_DRAW
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** UTF-8 JSON. */
  public byte[] toJson() {
    return json(this);
  }

  /**
   * The answer with as many of its matches, and then of its rejected candidates, as it has room
   * for.
   *
   * @param maxBytes of {@link #toJson}
   */
  public SearchResponse within(int maxBytes) {
    if (toJson().length <= maxBytes) {
      return this;
    }
    List<Match> others = rejected == null ? List.of() : rejected;
    int room = maxBytes - with(List.of(), List.of(), Integer.MAX_VALUE).toJson().length;
    List<Match> kept = new ArrayList<>();
    for (Match match : Stream.concat(matches.stream(), others.stream()).toList()) {
      room -= json(match).length + 1;
      if (room < 0) {
        break;
      }
      kept.add(match);
    }
    int right = Math.min(kept.size(), matches.size());
    return with(
        kept.subList(0, right),
        rejected == null ? null : kept.subList(right, kept.size()),
        matches.size() + others.size() - kept.size());
  }

  private SearchResponse with(List<Match> newMatches, List<Match> newRejected, Integer newOmitted) {
    return new SearchResponse(
        correlationId,
        status,
        error,
        newMatches,
        newRejected,
        query,
        candidates,
        partial,
        newOmitted,
        model,
        thresholds,
        timings);
  }

  private static byte[] json(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads an answer; fields that a later version adds are ignored.
   *
   * @throws IOException if it is not such JSON
   */
  public static SearchResponse fromJson(byte[] json) throws IOException {
    return JSON.readValue(json, SearchResponse.class);
  }
}
