package io.morelli.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.embedding.ModelFile;
import io.morelli.embedding.ModelInfo;
import io.morelli.index.ImageIndex;
import io.morelli.index.ImageIndexes;
import io.morelli.index.IndexedImage;
import io.morelli.index.MilvusServer;
import io.morelli.local.broker.EmbeddedKafka;
import io.morelli.local.broker.Topics;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.TopicState;
import io.morelli.testing.TestPictures;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Operates an index with a real Kafka, the shipped model and one that differs by a byte. */
class IndexCommandIT {

  private static final int PICTURES = 6;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;
  private EmbeddedKafka broker;

  @BeforeEach
  void publish() throws Exception {
    broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    KafkaConnection kafka = KafkaConnection.to(broker.brokers());
    kafka.check();
    try (Admin admin = kafka.admin();
        Producer<String, byte[]> producer = kafka.producer(0)) {
      Topics.create(admin, 2);
      for (int i = 0; i < PICTURES; i++) {
        byte[] jpeg = TestPictures.jpeg(TestPictures.collage(i, 200, 150));
        ProducerRecord<String, byte[]> record =
            new ProducerRecord<>(Topics.IMAGES, "picture-" + i, jpeg);
        record.headers().add("meta.number", Integer.toString(i).getBytes(UTF_8));
        producer.send(record);
      }
      producer.send(new ProducerRecord<>(Topics.IMAGES, "bad", "no picture".getBytes(UTF_8)));
      producer.send(new ProducerRecord<>(Topics.IMAGES, "picture-0", null));
    }
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  @Test
  void anEmbeddedIndex() throws Exception {
    URI index = URI.create("lucene://" + folder.resolve("index").toUri().getRawPath());
    operate(index);
    assertThat(run("index", "switch", "index_x", "--index", index.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--index.uri");
  }

  @Test
  void anIndexInMilvus() throws Exception {
    try (MilvusServer server =
        MilvusServer.start(MilvusServer.Kind.LITE, folder.resolve("milvus"))) {
      URI index = server.uri();
      String next = operate(index);
      String former = ImageIndexes.usualName(index, ModelFile.locate(ModelFile.DEFAULT).info());

      assertThat(run("index", "drop", former, "--yes", "--index", index.toString()))
          .isEqualTo(ExitCode.USAGE);
      assertThat(run("index", "switch", next, "--index", index.toString())).isEqualTo(ExitCode.OK);
      assertThat(show(index))
          .filteredOn(shown -> shown.path("serving").asBoolean())
          .extracting(shown -> shown.path("name").asText())
          .containsExactly(next);
      assertThat(run("index", "create", "--index", index.toString())).isEqualTo(ExitCode.USAGE);
      assertThat(err.toString()).contains("morelli index switch");
      assertThat(run("index", "drop", former, "--yes", "--index", index.toString()))
          .isEqualTo(ExitCode.OK);
      assertThat(show(index)).hasSize(1);
    }
  }

  /**
   * @return the name of the index of the other model
   */
  private String operate(URI index) throws Exception {
    ModelInfo model = ModelFile.locate(ModelFile.DEFAULT).info();
    String name = ImageIndexes.usualName(index, model);
    assertThat(run("index", "show", "--index", index.toString())).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(run("index", "create", "--index", index.toString())).isEqualTo(ExitCode.OK);

    // The ingest job does nothing else.
    URI filled = ImageIndexes.beside(index, "filled");
    reembed(index, ModelFile.DEFAULT, "filled");
    String group = "morelli-ingest-filled";
    assertThat(verify(filled, group)).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("6 published, 5 indexed", "1 rejected, 0 pending");

    damage(filled, model);
    assertThat(verify(filled, group, "--repair")).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(out.toString())
        .contains("missing   picture-1", "stale     picture-2", "orphaned  orphan");
    assertThat(err.toString()).contains("2 published again, 1 deleted, 0 left alone");
    // What the repair has published comes next.
    assertThat(verify(filled, group, "--json")).isEqualTo(ExitCode.OK);
    assertThat(new ObjectMapper().readTree(out.toString()).at("/pending")).hasSize(3);
    reembed(index, ModelFile.DEFAULT, "filled");
    assertThat(verify(filled, group)).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("6 published, 5 indexed", "0 pending");

    Path other = otherModel();
    String next = ImageIndexes.usualName(index, ModelFile.locate(other.toString()).info());
    assertThat(next).isNotEqualTo(name);
    reembed(index, other.toString(), next);
    assertThat(run("index", "drop", "filled", "--yes", "--index", filled.toString()))
        .isEqualTo(ExitCode.OK);
    JsonNode shown =
        show(ImageIndexes.beside(index, next)).stream()
            .filter(node -> node.path("name").asText().equals(next))
            .findFirst()
            .orElseThrow();
    assertThat(shown.path("count").asInt()).isEqualTo(5);
    assertThat(shown.path("modelVersion").asText()).isNotEqualTo(model.version());
    return next;
  }

  private void reembed(URI index, String model, String target) throws Exception {
    assertThat(
            run(
                "index",
                "reembed",
                "--index",
                index.toString(),
                "--model",
                model,
                "--target",
                target,
                "--brokers",
                broker.brokers()))
        .as(err.toString())
        .isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains(target + " holds 5 pictures");
    try (Admin admin = KafkaConnection.to(broker.brokers()).admin()) {
      assertThat(TopicState.of(admin, Topics.IMAGES).lag(admin, "morelli-ingest-" + target))
          .hasValue(0);
    }
  }

  private int verify(URI index, String group, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "index",
                "verify",
                "--index",
                index.toString(),
                "--group",
                group,
                "--brokers",
                broker.brokers()));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private static void damage(URI location, ModelInfo model) {
    try (ImageIndex index = ImageIndexes.open(location, model)) {
      IndexedImage second = index.get("picture-2").orElseThrow();
      index.delete(List.of("picture-1"));
      index.upsert(
          List.of(
              new IndexedImage(
                  second.id(),
                  second.vector(),
                  second.features(),
                  Map.of("number", "other"),
                  second.width(),
                  second.height(),
                  second.checksum(),
                  second.publishedAt(),
                  second.source()),
              new IndexedImage("orphan", second.vector(), new byte[0], Map.of(), 1, 1, "", 0)));
    }
  }

  /** The shipped model, but for the last byte of its weights. */
  private Path otherModel() throws Exception {
    Path model = Files.createDirectories(folder.resolve("model"));
    for (String file : List.of("program.pt", "weights.safetensors", "manifest.json")) {
      try (InputStream in = ModelFile.class.getResourceAsStream("vgg16-cam-v2/" + file)) {
        byte[] bytes = in.readAllBytes();
        if (file.startsWith("weights")) {
          bytes[bytes.length - 1] ^= 1;
        }
        Files.write(model.resolve(file), bytes);
      }
    }
    return model;
  }

  private List<JsonNode> show(URI index) throws Exception {
    run("index", "show", "--json", "--index", index.toString());
    List<JsonNode> shown = new ArrayList<>();
    new ObjectMapper().readTree(out.toString()).forEach(shown::add);
    return shown;
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }
}
