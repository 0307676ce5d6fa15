package io.morelli.local.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka in this JVM: one node that is broker and KRaft controller, reachable from this
 * machine only. Topics, records and committed offsets live in its directory and are there again
 * after a restart.
 *
 * <p>Not thread-safe; clients may connect from any thread and process.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final int NODE_ID = 1;

  /** Stands in a directory that is formatted. */
  private static final String META_PROPERTIES = "meta.properties";

  private final int port;
  private final KafkaRaftServer server;
  private final DirectoryLock lock;

  private EmbeddedKafka(int port, KafkaRaftServer server, DirectoryLock lock) {
    this.port = port;
    this.server = server;
    this.lock = lock;
  }

  /**
   * Starts it; returns when it accepts clients.
   *
   * @param directory of its logs; created and formatted at the first start
   * @param port to listen at; 0 for a free one
   * @throws BindException if the port is taken
   * @throws IOException if the directory cannot be used, for instance because another Kafka does
   */
  public static EmbeddedKafka start(Path directory, int port) throws IOException {
    return start(directory, port, Map.of());
  }

  /**
   * The same.
   *
   * @param further settings of the broker, for instance for TLS; they override those chosen here
   */
  public static EmbeddedKafka start(Path directory, int port, Map<String, String> further)
      throws IOException {
    int brokerPort = Ports.free(port, "Kafka");
    // Kafka locks its directory too, but only after the controller has written to it.
    DirectoryLock lock = DirectoryLock.acquire(directory);
    KafkaRaftServer server = null;
    try {
      format(directory);
      server = new KafkaRaftServer(config(directory, brokerPort, further), Time.SYSTEM);
      server.startup();
      return new EmbeddedKafka(brokerPort, server, lock);
    } catch (Exception e) {
      if (server != null) {
        stop(server);
      }
      lock.close();
      throw new IOException("Kafka cannot start in %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** {@code host:port}, for {@code bootstrap.servers}. */
  public String brokers() {
    return Ports.HOST + ":" + port;
  }

  /** Stops it in order; everything acknowledged is on disk. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    stop(server);
    lock.close();
  }

  private static void stop(KafkaRaftServer server) {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path directory) throws Exception {
    if (Files.exists(directory.resolve(META_PROPERTIES))) {
      return;
    }
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setNodeId(NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .addDirectory(directory.toString())
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .run();
  }

  private static KafkaConfig config(Path directory, int port, Map<String, String> further)
      throws BindException {
    int controllerPort = Ports.free(0, "Kafka's controller");
    Map<String, String> config = new HashMap<>();
    config.put("process.roles", "broker,controller");
    config.put("node.id", Integer.toString(NODE_ID));
    config.put("controller.quorum.voters", NODE_ID + "@" + Ports.HOST + ":" + controllerPort);
    config.put("controller.listener.names", "CONTROLLER");
    config.put(
        "listeners",
        "PLAINTEXT://"
            + Ports.HOST
            + ":"
            + port
            + ",CONTROLLER://"
            + Ports.HOST
            + ":"
            + controllerPort);
    config.put("log.dirs", directory.toString());
    config.put("auto.create.topics.enable", "false");

    config.put("message.max.bytes", Integer.toString(Topics.MAX_MESSAGE_BYTES));
    config.put("replica.fetch.max.bytes", Integer.toString(Topics.MAX_MESSAGE_BYTES));

    // There is one node, so nothing can be replicated, and few groups need few partitions.
    config.put("offsets.topic.replication.factor", "1");
    config.put("offsets.topic.num.partitions", "1");
    config.put("transaction.state.log.replication.factor", "1");
    config.put("transaction.state.log.min.isr", "1");
    config.put("transaction.state.log.num.partitions", "1");
    config.put("share.coordinator.state.topic.replication.factor", "1");
    config.put("share.coordinator.state.topic.min.isr", "1");
    config.put("share.coordinator.state.topic.num.partitions", "1");

    // A local system may stand still for a long holiday and must go on where it was.
    config.put("offsets.retention.minutes", "525600");

    config.put("group.initial.rebalance.delay.ms", "0");
    config.put("log.cleaner.dedupe.buffer.size", "16777216");
    config.putAll(further);
    return new KafkaConfig(config, /* doLog= */ false);
  }
}
