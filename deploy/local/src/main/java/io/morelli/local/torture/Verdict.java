package io.morelli.local.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.morelli.index.ImageIndex;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.PresentRecords;
import io.morelli.local.indexing.IndexComparison;
import io.morelli.local.indexing.PublishedState;
import io.morelli.local.indexing.PublishedState.Position;
import io.morelli.local.stack.MorelliJobs;
import io.morelli.message.ErrorCode;
import io.morelli.message.HeaderNames;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What became of everything that was published and asked.
 *
 * @param index how it differs from what was published
 * @param asked requests
 * @param unanswered correlation ids of requests without any answer
 * @param wrong correlation ids of requests whose answer is not the picture asked for
 * @param contradictory correlation ids of requests with answers that differ in more than timings
 *     and the last digits of cosines
 * @param errorsOnly requests that got nothing but errors of a system that is disturbed
 * @param repeated answers beyond the first of a request
 * @param errors how many answers say so, by error; those of a system that is disturbed only
 * @param garbage records that are no pictures
 * @param accepted ids of such records that were not dead-lettered
 * @param refused records that were dead-lettered though they are none of those
 */
record Verdict(
    IndexComparison index,
    int asked,
    List<String> unanswered,
    List<String> wrong,
    List<String> contradictory,
    int errorsOnly,
    int repeated,
    Map<ErrorCode, Integer> errors,
    int garbage,
    List<String> accepted,
    Set<Position> refused) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Errors that say that a part of the system did not answer, not that the request was bad. */
  private static final Set<ErrorCode> DISTURBANCES =
      Set.of(ErrorCode.INDEX_UNAVAILABLE, ErrorCode.TIMEOUT);

  /** The last digits of a vector depend on which pictures were embedded in the same batch. */
  private static final double TOLERANCE = 1e-5;

  private static final Comparator<JsonNode> NEARLY =
      (a, b) -> {
        boolean same =
            a.isFloatingPointNumber() && b.isFloatingPointNumber()
                ? Math.abs(a.doubleValue() - b.doubleValue()) <= TOLERANCE
                : a.equals(b);
        return same ? 0 : 1;
      };

  boolean isSound() {
    return index.isConsistent()
        && index.pending().isEmpty()
        && unanswered.isEmpty()
        && wrong.isEmpty()
        && contradictory.isEmpty()
        && accepted.isEmpty()
        && refused.isEmpty();
  }

  /** Reads topics and index; both must be at rest. */
  static Verdict of(
      KafkaConnection kafka, ImageIndex index, Set<String> garbage, Map<String, String> requests)
      throws IOException, ExecutionException, InterruptedException {
    PublishedState state =
        PublishedState.read(kafka, Topics.IMAGES, Topics.DEAD_LETTERS, MorelliJobs.INGEST_GROUP);
    Map<String, Position> positions = new TreeMap<>();
    for (String id : garbage) {
      PublishedState.Record record = state.records().get(id);
      // One that Kafka did not take is among the failures of the workload.
      if (record != null) {
        positions.put(id, record.position());
      }
    }
    Set<Position> refused = new HashSet<>(state.rejected());
    refused.removeAll(positions.values());

    Map<String, List<byte[]>> answers = answers(kafka);
    Answers judged = new Answers();
    requests.forEach(
        (request, id) -> judged.add(request, id, answers.getOrDefault(request, List.of())));
    return new Verdict(
        IndexComparison.of(state, index),
        requests.size(),
        judged.unanswered,
        judged.wrong,
        judged.contradictory,
        judged.errorsOnly,
        judged.repeated,
        judged.errors,
        garbage.size(),
        positions.keySet().stream()
            .filter(id -> !state.rejected().contains(positions.get(id)))
            .toList(),
        refused);
  }

  /** By correlation id. */
  private static Map<String, List<byte[]>> answers(KafkaConnection kafka) throws IOException {
    Map<String, List<byte[]>> answers = new HashMap<>();
    try (Consumer<String, byte[]> consumer = kafka.consumer()) {
      PresentRecords.read(
          consumer,
          Topics.RESPONSES,
          record -> {
            var id = record.headers().lastHeader(HeaderNames.CORRELATION_ID);
            answers
                .computeIfAbsent(
                    new String(id.value(), StandardCharsets.UTF_8), key -> new ArrayList<>())
                .add(record.value());
          });
    }
    return answers;
  }

  /** Sorts answers by what is wrong with them. */
  static final class Answers {

    final List<String> unanswered = new ArrayList<>();
    final List<String> wrong = new ArrayList<>();
    final List<String> contradictory = new ArrayList<>();
    final Map<ErrorCode, Integer> errors = new TreeMap<>();
    int errorsOnly;
    int repeated;

    /**
     * @param request its correlation id
     * @param picture id of the image that should be found
     * @param answers to the request, as JSON
     */
    void add(String request, String picture, List<byte[]> answers) {
      if (answers.isEmpty()) {
        unanswered.add(request);
        return;
      }
      repeated += answers.size() - 1;
      List<ObjectNode> found = new ArrayList<>();
      for (byte[] json : answers) {
        SearchResponse answer = read(json);
        if (answer.status() == Status.ERROR && DISTURBANCES.contains(answer.error().code())) {
          errors.merge(answer.error().code(), 1, Integer::sum);
        } else {
          found.add(withoutTimings(json));
          boolean right =
              answer.status() == Status.MATCH
                  && answer.matches().size() == 1
                  && answer.matches().get(0).id().equals(picture);
          if (!right) {
            wrong.add(request);
          }
        }
      }
      if (found.isEmpty()) {
        errorsOnly++;
      }
      if (found.stream().anyMatch(other -> !other.equals(NEARLY, found.get(0)))) {
        contradictory.add(request);
      }
    }
  }

  private static SearchResponse read(byte[] json) {
    try {
      return SearchResponse.fromJson(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode withoutTimings(byte[] json) {
    try {
      ObjectNode answer = (ObjectNode) JSON.readTree(json);
      answer.remove("timings");
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For people, a line for each aspect. */
  String summary() {
    return """
        pictures    %,d published, %d missing, %d stale, %d orphaned, %d pending
        requests    %,d asked, %d unanswered, %d wrong, %d contradictory, %d with errors only; %d repeated answers, errors %s
        garbage     %,d published, %d not dead-lettered; %d other records dead-lettered
        """
            .formatted(
                index.published() - garbage,
                index.missing().size(),
                index.stale().size(),
                index.orphaned().size(),
                index.pending().size(),
                asked,
                unanswered.size(),
                wrong.size(),
                contradictory.size(),
                errorsOnly,
                repeated,
                errors,
                garbage,
                accepted.size(),
                refused.size())
        + (isSound() ? "" : details());
  }

  private String details() {
    return ("missing %s%nstale %s%norphaned %s%npending %s%nunanswered %s%nwrong %s%n"
            + "contradictory %s%nnot dead-lettered %s%nother dead letters %s%n")
        .formatted(
            index.missing(),
            index.stale(),
            index.orphaned(),
            index.pending(),
            unanswered,
            wrong,
            contradictory,
            accepted,
            refused);
  }
}
