package io.morelli.local.broker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The four topics of the wire contract. */
public final class Topics {

  public static final String IMAGES = "images";
  public static final String DEAD_LETTERS = "images.dead-letter";
  public static final String REQUESTS = "search.requests";
  public static final String RESPONSES = "search.responses";

  /** Room for a 32 MiB picture, its headers and a claim of 40 MB that is to be refused politely. */
  public static final int MAX_MESSAGE_BYTES = 48 << 20;

  private static final String DAY = Long.toString(TimeUnit.DAYS.toMillis(1));
  private static final String MONTH = Long.toString(TimeUnit.DAYS.toMillis(30));

  private Topics() {}

  /**
   * Creates those of the four that do not exist; the others stay as they are.
   *
   * @param partitions of {@code images} and {@code search.requests}, the topics that jobs read
   */
  public static void create(Admin admin, int partitions)
      throws ExecutionException, InterruptedException {
    List<NewTopic> topics =
        List.of(
            topic(
                IMAGES,
                partitions,
                Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT,
                    // A stopped system that starts again must still meet the deletions it missed.
                    TopicConfig.DELETE_RETENTION_MS_CONFIG,
                    MONTH)),
            topic(DEAD_LETTERS, 1, Map.of(TopicConfig.RETENTION_MS_CONFIG, MONTH)),
            topic(REQUESTS, partitions, Map.of(TopicConfig.RETENTION_MS_CONFIG, DAY)),
            topic(RESPONSES, 1, Map.of(TopicConfig.RETENTION_MS_CONFIG, DAY)));
    for (var created : admin.createTopics(topics).values().values()) {
      try {
        created.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private static NewTopic topic(String name, int partitions, Map<String, String> config) {
    var all = new HashMap<>(config);
    all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES));
    return new NewTopic(name, partitions, (short) 1).configs(all);
  }
}
