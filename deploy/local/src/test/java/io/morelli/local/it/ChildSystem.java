package io.morelli.local.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.morelli.local.broker.Ports;
import io.morelli.local.broker.Topics;
import io.morelli.local.cli.Main;
import io.morelli.local.client.KafkaConnection;
import io.morelli.local.client.TopicState;
import io.morelli.local.client.UnreachableException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** {@code morelli up} in a process of its own, so that it can be killed. */
final class ChildSystem implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Process process;
  private final KafkaConnection kafka;

  private ChildSystem(Process process, KafkaConnection kafka) {
    this.process = process;
    this.kafka = kafka;
  }

  /** Returns when its Kafka has the topics. */
  static ChildSystem start(Path directory) throws Exception {
    int port = Ports.free(0, "Kafka");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx3g", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "up", "--data", directory.toString()));
    command.addAll(List.of("--kafka-port", Integer.toString(port), "--dashboard-port", "0"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolveSibling("console.log").toFile())
            .start();
    ChildSystem system = new ChildSystem(process, KafkaConnection.to(Ports.HOST + ":" + port));
    try {
      await().atMost(PATIENCE).until(system::hasTopics);
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
    return system;
  }

  private boolean hasTopics() throws Exception {
    assertThat(process.isAlive()).as("the process runs").isTrue();
    try (Admin admin = kafka.admin()) {
      kafka.check();
      TopicState.of(admin, Topics.RESPONSES);
      return true;
    } catch (UnreachableException | ExecutionException e) {
      return false;
    }
  }

  KafkaConnection kafka() {
    return kafka;
  }

  /** As a power cut would: nothing is written any more. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** As Ctrl-C does. */
  void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() {
    kill();
  }
}
