package io.morelli.local.client;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * How far a topic is filled.
 *
 * @param begin offset of the oldest record by partition
 * @param end offset after the newest record by partition
 */
public record TopicState(String topic, Map<Integer, Long> begin, Map<Integer, Long> end) {

  /**
   * @throws ExecutionException caused by an {@link UnknownTopicOrPartitionException} if there is no
   *     such topic
   */
  public static TopicState of(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions =
        admin
            .describeTopics(List.of(topic))
            .topicNameValues()
            .get(topic)
            .get()
            .partitions()
            .stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    return new TopicState(
        topic,
        offsets(admin, partitions, OffsetSpec.earliest()),
        offsets(admin, partitions, OffsetSpec.latest()));
  }

  /** Records between begin and end; of a compacted topic at most so many. */
  public long records() {
    return sum(end) - sum(begin);
  }

  /**
   * Records that a consumer group has not worked off.
   *
   * @return empty if the group never committed an offset
   */
  public OptionalLong lag(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    boolean known = false;
    long lag = 0;
    for (var partition : end.entrySet()) {
      var offset = committed.get(new TopicPartition(topic, partition.getKey()));
      known |= offset != null;
      long from = offset == null ? begin.get(partition.getKey()) : offset.offset();
      lag += Math.max(0, partition.getValue() - from);
    }
    return known ? OptionalLong.of(lag) : OptionalLong.empty();
  }

  /** Commits for a consumer group without members that it has worked off all up to the end. */
  public void commitEnd(Admin admin, String group) throws ExecutionException, InterruptedException {
    var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
    end.forEach(
        (partition, offset) -> {
          TopicPartition key = new TopicPartition(topic, partition);
          OffsetAndMetadata former = committed.get(key);
          if (former == null || former.offset() < offset) {
            behind.put(key, new OffsetAndMetadata(offset));
          }
        });
    admin.alterConsumerGroupOffsets(group, behind).all().get();
  }

  private static Map<Integer, Long> offsets(
      Admin admin, Collection<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, which));
    Map<Integer, Long> offsets = new HashMap<>();
    for (var found : admin.listOffsets(wanted).all().get().entrySet()) {
      offsets.put(found.getKey().partition(), found.getValue().offset());
    }
    return offsets;
  }

  private static long sum(Map<Integer, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }
}
