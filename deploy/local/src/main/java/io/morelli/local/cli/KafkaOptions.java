package io.morelli.local.cli;

import io.morelli.local.client.KafkaConnection;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How a command reaches the system. */
final class KafkaOptions {

  static final int DEFAULT_PORT = 9092;

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT",
      description =
          "Kafka to talk to, several brokers with commas. Default: those that --config names; without"
              + " --config the local system at localhost:"
              + DEFAULT_PORT
              + ".")
  private String brokers;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Kafka client properties, as Kafka's own tools take them: TLS, SASL and so on. A password"
              + " may stand in an environment variable, $${env:NAME}, in another file,"
              + " $${file:/path:key}, or in one of its own, $${directory:/folder:name}.")
  private Path config;

  /**
   * @throws io.morelli.local.client.UnreachableException if it does not answer
   */
  KafkaConnection connect() throws IOException, InterruptedException {
    KafkaConnection kafka = connection();
    kafka.check();
    return kafka;
  }

  private KafkaConnection connection() throws IOException {
    if (config != null) {
      return KafkaConnection.to(brokers, config);
    }
    return KafkaConnection.to(brokers == null ? "localhost:" + DEFAULT_PORT : brokers);
  }
}
