package io.morelli.local.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.local.broker.Topics;
import io.morelli.local.demo.Demo;
import io.morelli.local.demo.DemoPlan;
import io.morelli.local.demo.PaintedPictures;
import io.morelli.local.stack.MorelliJobs;
import io.morelli.message.SearchResponse;
import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.Status;
import io.morelli.testing.TestPictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;
import org.springframework.kafka.requestreply.RequestReplyFuture;

/**
 * A plain producer publishes, and Spring Kafka's request-reply asks, as both are; the demo does it
 * in its own way on the same system.
 */
class SpringReplyingKafkaIT {

  private static final int PICTURES = 6;
  private static final int PAINTED = 12;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @RegisterExtension static final RunningSystemExtension SYSTEM = new RunningSystemExtension();

  @Test
  void severalRequestsInFlightFindWhatAPlainProducerPublished() throws Exception {
    Map<String, Object> client =
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, SYSTEM.kafka().brokers());
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < PICTURES; i++) {
        byte[] picture = TestPictures.jpeg(TestPictures.collage(i));
        producer.send(new ProducerRecord<>(Topics.IMAGES, "picture-" + i, picture));
      }
    }
    SYSTEM.client().awaitIngested();

    ContainerProperties replies = new ContainerProperties(Topics.RESPONSES);
    replies.setGroupId("spring-application");
    DefaultKafkaProducerFactory<String, byte[]> producers =
        new DefaultKafkaProducerFactory<>(
            client, new StringSerializer(), new ByteArraySerializer());
    ReplyingKafkaTemplate<String, byte[], byte[]> template =
        new ReplyingKafkaTemplate<>(
            producers,
            new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(
                    client, new StringDeserializer(), new ByteArrayDeserializer()),
                replies));
    template.start();
    try {
      assertThat(template.waitForAssignment(TIMEOUT)).isTrue();
      List<RequestReplyFuture<String, byte[], byte[]>> inFlight = new ArrayList<>();
      for (int i = 0; i < PICTURES; i++) {
        byte[] turned = TestPictures.jpeg(TestPictures.rotated(TestPictures.collage(i), 7));
        inFlight.add(
            template.sendAndReceive(new ProducerRecord<>(Topics.REQUESTS, turned), TIMEOUT));
      }
      for (int i = 0; i < PICTURES; i++) {
        byte[] json = inFlight.get(i).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).value();
        SearchResponse answer = Answers.read(json);
        assertThat(answer.status()).isEqualTo(Status.MATCH);
        assertThat(answer.matches()).extracting(Match::id).containsExactly("picture-" + i);
      }
    } finally {
      template.stop();
      template.destroy();
      producers.destroy();
    }
    SYSTEM.assertJobsNeverFailed();
  }

  @Test
  void theDemoFindsWhatItPublishedAndNothingElse(@TempDir Path folder) throws Exception {
    List<Path> pictures = PaintedPictures.write(folder.resolve("pictures"), PAINTED);
    DemoPlan plan = DemoPlan.of(new DemoPlan.Settings(pictures, Optional.empty(), 3, 1, 1));
    Path page = folder.resolve("demo.html");
    Demo demo = new Demo(SYSTEM.kafka(), MorelliJobs.INGEST_GROUP, System.out);
    assertThat(demo.run(plan, 2, page)).as("every answer is as expected").isTrue();
    assertThat(Files.readString(page)).contains("11 pictures, 4 questions");
    SYSTEM.assertJobsNeverFailed();
  }
}
