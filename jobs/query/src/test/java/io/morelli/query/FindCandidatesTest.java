package io.morelli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.image.Region;
import io.morelli.index.InMemoryImageIndex;
import io.morelli.index.IndexUnavailableException;
import io.morelli.index.IndexedImage;
import io.morelli.message.ErrorCode;
import io.morelli.message.SearchResponse.Failure;
import io.morelli.operators.PoisonSettings;
import io.morelli.picture.PictureView;
import io.morelli.testing.ColourLayoutEmbedder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FindCandidatesTest {

  private static final int DIMENSION = ColourLayoutEmbedder.MODEL.dimension();

  private final HangingIndex index = new HangingIndex();
  private final FindCandidates candidates =
      new FindCandidates(() -> index, SampleSettings.with(PoisonSettings.OFF), "");

  @BeforeEach
  void open() {
    candidates.open(DefaultOpenContext.INSTANCE);
  }

  @AfterEach
  void close() {
    index.released.countDown();
    candidates.close();
  }

  @Test
  void anIndexThatHangsIsUnavailableAtTheDeadline() throws Exception {
    CompletableFuture<SearchedQuery> searched = ask(System.currentTimeMillis() + 1_000);
    assertThat(index.asked.await(30, TimeUnit.SECONDS)).isTrue();
    Failure failure = searched.get(30, TimeUnit.SECONDS).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.INDEX_UNAVAILABLE);
    assertThat(failure.message()).contains("did not answer in time");
  }

  @Test
  void theIndexIsNotAskedForAQueryWhoseTimeIsUp() {
    CompletableFuture<SearchedQuery> searched = ask(1);
    assertThat(searched).isCompleted();
    assertThat(searched.join().failure().code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(index.asked.getCount()).isEqualTo(1);
  }

  @Test
  void anIndexThatIsAwayWhenTheJobStartsIsReachedLater() throws Exception {
    AtomicBoolean away = new AtomicBoolean(true);
    FindCandidates late =
        new FindCandidates(
            () -> {
              if (away.get()) {
                throw new IndexUnavailableException("it is away");
              }
              return new InMemoryImageIndex(DIMENSION);
            },
            SampleSettings.with(PoisonSettings.OFF),
            "");
    late.open(DefaultOpenContext.INSTANCE);
    long deadline = System.currentTimeMillis() + 60_000;
    Failure failure = ask(late, deadline).get(30, TimeUnit.SECONDS).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.INDEX_UNAVAILABLE);
    away.set(false);
    assertThat(ask(late, deadline).get(30, TimeUnit.SECONDS).failure()).isNull();
    late.close();
  }

  private CompletableFuture<SearchedQuery> ask(long deadline) {
    return ask(candidates, deadline);
  }

  private static CompletableFuture<SearchedQuery> ask(FindCandidates candidates, long deadline) {
    QueryView view =
        new QueryView(
            Region.WHOLE, false, new PictureView(null, new byte[0], 100), new float[DIMENSION]);
    Query query = Query.of(SampleRequests.request("id", null, deadline)).withViews(List.of(view));
    Result result = new Result();
    candidates.asyncInvoke(query, result);
    return result.searched;
  }

  /** Answers no search before it is released. */
  private static final class HangingIndex extends InMemoryImageIndex {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    HangingIndex() {
      super(DIMENSION);
    }

    @Override
    public List<IndexedImage> nearestToAny(
        List<float[]> vectors, int topN, Map<String, String> filter) {
      asked.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return super.nearestToAny(vectors, topN, filter);
    }
  }

  private static final class Result implements ResultFuture<SearchedQuery> {

    private final CompletableFuture<SearchedQuery> searched = new CompletableFuture<>();

    @Override
    public void complete(Collection<SearchedQuery> results) {
      searched.complete(results.iterator().next());
    }

    @Override
    public void completeExceptionally(Throwable error) {
      searched.completeExceptionally(error);
    }

    @Override
    public void complete(CollectionSupplier<SearchedQuery> supplier) {
      try {
        complete(supplier.get());
      } catch (Exception e) {
        completeExceptionally(e);
      }
    }
  }
}
