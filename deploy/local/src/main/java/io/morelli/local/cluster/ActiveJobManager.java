package io.morelli.local.cluster;

import io.morelli.local.client.UnreachableException;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.highavailability.ClientHighAvailabilityServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServicesUtils;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalListener;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalService;

/** Asks ZooKeeper which job manager leads, as Flink's own client does. */
final class ActiveJobManager {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private ActiveJobManager() {}

  /**
   * Where its REST interface is.
   *
   * @throws UnreachableException if none leads within a minute
   */
  static URI find(Configuration configuration) throws Exception {
    CompletableFuture<URI> found = new CompletableFuture<>();
    ClientHighAvailabilityServices services =
        HighAvailabilityServicesUtils.createClientHAService(
            configuration, found::completeExceptionally);
    try {
      LeaderRetrievalService leaders = services.getClusterRestEndpointLeaderRetriever();
      leaders.start(new Listener(found));
      return found.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new UnreachableException("no job manager of Flink leads", e);
    } finally {
      services.close();
    }
  }

  private record Listener(CompletableFuture<URI> found) implements LeaderRetrievalListener {

    @Override
    public void notifyLeaderAddress(String address, UUID leader) {
      if (address != null) {
        found.complete(URI.create(address));
      }
    }

    @Override
    public void handleError(Exception e) {
      found.completeExceptionally(e);
    }
  }
}
