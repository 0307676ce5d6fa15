package io.morelli.local.demo;

import io.morelli.local.client.SearchClient;
import io.morelli.local.client.SearchQuery;
import io.morelli.message.SearchResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Asks many questions, a few at a time. */
final class Asker {

  private final SearchClient client;
  private final SearchQuery.Options options;

  Asker(SearchClient client, SearchQuery.Options options) {
    this.client = client;
    this.options = options;
  }

  /**
   * Returns when all are answered or have failed; a picture that cannot be read has failed.
   *
   * @param inFlight how many questions may wait for their answers at a time, at least 1
   * @param progress told of every answer, from the thread that received it
   * @return in the order of the questions
   */
  List<Answer> ask(List<Question> questions, int inFlight, Consumer<Answer> progress)
      throws InterruptedException, ExecutionException {
    Semaphore free = new Semaphore(inFlight);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (Question question : questions) {
      byte[] picture;
      try {
        picture = question.source().read();
      } catch (IOException e) {
        Answer unasked = new Answer(question, new byte[0], null, e.getMessage(), Double.NaN);
        answers.add(CompletableFuture.completedFuture(unasked));
        progress.accept(unasked);
        continue;
      }
      free.acquire();
      long sent = System.nanoTime();
      answers.add(
          client
              .search(SearchQuery.picture(picture, options))
              .handle((response, failure) -> answer(question, picture, response, failure, sent))
              .whenComplete(
                  (answer, never) -> {
                    free.release();
                    progress.accept(answer);
                  }));
    }
    List<Answer> all = new ArrayList<>();
    for (CompletableFuture<Answer> answer : answers) {
      all.add(answer.get());
    }
    return all;
  }

  private static Answer answer(
      Question question, byte[] picture, SearchResponse response, Throwable failure, long sent) {
    double milliseconds = (System.nanoTime() - sent) / 1e6;
    return new Answer(
        question,
        picture,
        response,
        failure == null ? null : failure.getClass().getSimpleName() + ": " + failure.getMessage(),
        milliseconds);
  }
}
