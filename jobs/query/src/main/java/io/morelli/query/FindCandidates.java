package io.morelli.query;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.morelli.features.KeyPoints;
import io.morelli.image.Region;
import io.morelli.index.ImageIndex;
import io.morelli.index.IndexUnavailableException;
import io.morelli.index.IndexedImage;
import io.morelli.message.ErrorCode;
import io.morelli.message.SearchResponse.Failure;
import io.morelli.operators.IndexProvider;
import io.morelli.picture.PictureView;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the index for the pictures nearest to any view of the query. The index is called on threads
 * of this function's own, as many as searches may be in flight; the task thread never waits. At the
 * request's deadline nothing is waited for any more; after it nothing is asked.
 */
final class FindCandidates extends RichAsyncFunction<Query, SearchedQuery> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(FindCandidates.class);

  /** With searches that go on when the job ends. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final IndexProvider indexes;
  private final QuerySettings settings;
  private final String stagePrefix;

  /** Null as long as it could not be reached. */
  private transient ImageIndex index;

  private transient boolean closed;

  private transient ExecutorService threads;
  private transient ScheduledThreadPoolExecutor deadlines;

  FindCandidates(IndexProvider indexes, QuerySettings settings, String stagePrefix) {
    this.indexes = indexes;
    this.settings = settings;
    this.stagePrefix = stagePrefix;
  }

  @Override
  public void open(OpenContext context) {
    try {
      reach();
    } catch (IndexUnavailableException e) {
      LOG.warn("The job starts without its index: {}", e.getMessage());
    }
    threads =
        Executors.newFixedThreadPool(settings.maxSearches(), task -> daemon(task, "index-search"));
    // Not the JDK's own timer: its thread, never ended, would keep this job's class loader.
    deadlines = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "search-deadline"));
    deadlines.setRemoveOnCancelPolicy(true);
  }

  /** While the index is away, each search tries: a request is answered, not kept waiting. */
  private synchronized ImageIndex reach() {
    if (closed) {
      throw new IndexUnavailableException("the job has ended");
    }
    if (index == null) {
      index = indexes.open();
    }
    return index;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void asyncInvoke(Query query, ResultFuture<SearchedQuery> result) {
    long millisLeft = query.request().millisLeft();
    if (millisLeft == 0) {
      result.complete(List.of(tooLate(query)));
      return;
    }
    CompletableFuture<SearchedQuery> search =
        CompletableFuture.supplyAsync(() -> searchOrFail(query), threads);
    Future<?> deadline =
        deadlines.schedule(() -> search.complete(noAnswer(query)), millisLeft, MILLISECONDS);
    search.whenComplete(
        (found, fault) -> {
          deadline.cancel(false);
          if (fault == null) {
            result.complete(List.of(found));
          } else {
            // Ours: the job restarts and the request is tried again.
            result.completeExceptionally(fault);
          }
        });
  }

  /** If the machine stood still, so that this comes before the deadline is noticed. */
  @Override
  public void timeout(Query query, ResultFuture<SearchedQuery> result) {
    result.complete(List.of(noAnswer(query)));
  }

  private SearchedQuery searchOrFail(Query query) {
    try {
      return search(query);
    } catch (IndexUnavailableException e) {
      return failed(query, ErrorCode.INDEX_UNAVAILABLE, e.getMessage());
    }
  }

  private SearchedQuery search(Query query) {
    if (query.request().isLate()) {
      return tooLate(query); // It waited for a thread whose search the index did not answer.
    }
    if (query.request().imageId() == null) {
      return searchViews(query, null);
    }
    Optional<IndexedImage> image = reach().get(query.request().imageId());
    if (image.isEmpty()) {
      return failed(
          query,
          ErrorCode.UNKNOWN_IMAGE_ID,
          "there is no image with the id '%s'".formatted(query.request().imageId()));
    }
    Query asked;
    try {
      asked = viewOf(query, image.get());
    } catch (IllegalArgumentException e) {
      return failed(
          query,
          ErrorCode.UNREADABLE_IMAGE,
          "the key points of image '%s' in the index cannot be read: %s"
              .formatted(image.get().id(), e.getMessage()));
    }
    return searchViews(asked, query.request().imageId());
  }

  private Query viewOf(Query query, IndexedImage image) {
    byte[] keyPoints =
        KeyPoints.packedFirst(image.features(), settings.pictures().orb().maxKeyPoints());
    QueryView view =
        new QueryView(
            Region.WHOLE,
            false,
            new PictureView(null, keyPoints, KeyPoints.packedCount(keyPoints)),
            image.vector());
    return query.withViews(List.of(view)).withSize(image.width(), image.height());
  }

  /**
   * @param excluded id of the picture that is asked for itself; null for none
   */
  private SearchedQuery searchViews(Query query, String excluded) {
    int topN = query.request().options().topN() + (excluded == null ? 0 : 1);
    // The coarse views share the vector of the whole.
    List<float[]> vectors =
        query.views().stream()
            .map(view -> FloatBuffer.wrap(view.vector()))
            .distinct()
            .map(FloatBuffer::array)
            .toList();
    List<IndexedImage> found =
        reach().nearestToAny(vectors, topN, query.request().options().filter());
    List<Contender> contenders =
        new Contenders(query, settings.model().thresholds())
            .of(found, excluded, query.request().options().topN());
    return new SearchedQuery(query.stageDone(stagePrefix + "search"), contenders, null);
  }

  private static SearchedQuery tooLate(Query query) {
    return failed(query, ErrorCode.TIMEOUT, "the request's deadline passed before the search");
  }

  private static SearchedQuery noAnswer(Query query) {
    return failed(query, ErrorCode.INDEX_UNAVAILABLE, "the index did not answer in time");
  }

  private static SearchedQuery failed(Query query, ErrorCode code, String message) {
    return new SearchedQuery(query, List.of(), new Failure(code, message));
  }

  @Override
  public void close() {
    if (deadlines != null) {
      deadlines.shutdownNow();
    }
    if (threads != null) {
      // Not interrupted: an embedded index, which the ingest job may share, would not survive it.
      threads.shutdown();
      try {
        threads.awaitTermination(PATIENCE.toMillis(), MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    release();
  }

  /** After it, a search that goes on reaches no index that nobody would close. */
  private synchronized void release() {
    closed = true;
    if (index != null) {
      index.close();
    }
  }
}
