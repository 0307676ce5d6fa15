package io.morelli.local.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.morelli.local.broker.EmbeddedKafka;
import io.morelli.local.broker.Ports;
import io.morelli.local.broker.Topics;
import io.morelli.local.cli.Main;
import io.morelli.local.client.KafkaConnection;
import io.morelli.testing.SelfSignedCertificate;
import io.morelli.testing.TestPictures;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both jobs and the command line with a Kafka that speaks TLS and asks for a password. No password
 * shows in a log, in an answer of Flink's REST interface or on the console, whether the options
 * hold it or name it.
 */
class SecureKafkaIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String VARIABLE = "MORELLI_KAFKA_PASSWORD";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";

  /** Of the user, in the environment of the jobs and in the file of the command line. */
  private static final String PASSWORD = "sasl-" + UUID.randomUUID();

  /** Of the certificate stores, in the jobs' file of options. */
  private static final String STORE_PASSWORD = "store-" + UUID.randomUUID();

  @TempDir static Path folder;

  private static EmbeddedKafka kafka;
  private static Path truststore;
  private static Path picture;

  @BeforeAll
  static void startKafka() throws Exception {
    picture =
        Files.write(folder.resolve("mona-lisa.jpg"), TestPictures.jpeg(TestPictures.collage(1)));
    SelfSignedCertificate certificate = SelfSignedCertificate.create(folder, STORE_PASSWORD);
    truststore = certificate.trustStore();
    // The name of the listener stays, what it speaks is another thing.
    kafka =
        EmbeddedKafka.start(
            folder.resolve("kafka"),
            0,
            Map.ofEntries(
                Map.entry(
                    "listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                Map.entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
                Map.entry("sasl.enabled.mechanisms", "PLAIN"),
                Map.entry(
                    "listener.name.plaintext.plain.sasl.jaas.config",
                    LOGIN
                        + " username=\"broker\" password=\"between-brokers\""
                        + " user_broker=\"between-brokers\" user_morelli=\""
                        + PASSWORD
                        + "\";"),
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.location", certificate.keyStore().toString()),
                Map.entry("ssl.keystore.password", STORE_PASSWORD),
                Map.entry("ssl.truststore.type", "PKCS12"),
                Map.entry("ssl.truststore.location", truststore.toString()),
                Map.entry("ssl.truststore.password", STORE_PASSWORD)));
    KafkaConnection connection = KafkaConnection.to(null, clientFile("admin", PASSWORD));
    assertThat(connection.toString()).doesNotContain(PASSWORD, STORE_PASSWORD);
    try (Admin admin = connection.admin()) {
      Topics.create(admin, 2);
    }
  }

  @AfterAll
  static void stopKafka() throws IOException {
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void bothJobsAndTheCommandLineWorkOverTlsAndTellNoPassword() throws Exception {
    String config = clientFile("client", PASSWORD).toString();
    List<URI> dashboards = dashboards();
    Path log = folder.resolve("jobs.log");
    StringBuilder told = new StringBuilder();
    try (JavaProcess jobs = jobs(log, PASSWORD, dashboards)) {
      told.append(awaitSuccess(jobs, "publish", "--config", config, picture.toString()));
      told.append(awaitSuccess(jobs, "search", "--config", config, picture.toString()));
      assertThat(told).contains("1 published", "mona-lisa");
      told.append(morelli(0, "publish", "--help"));
      for (URI dashboard : dashboards) {
        told.append(everything(dashboard));
      }
      told.append(jobs.output());
    }
    String logged = Files.readString(log);
    // That there is something to grep: Kafka logs the settings of each client, Flink the job's.
    assertThat(logged)
        .contains("ssl.truststore.location = " + truststore, "security.protocol = SASL_SSL");
    assertThat(told).contains("execution.checkpointing.interval");
    assertThat(told.append(logged)).doesNotContain(PASSWORD).doesNotContain(STORE_PASSWORD);
    System.out.printf(
        "%,d characters of logs, REST answers and output hold no password%n", told.length());
  }

  @Test
  void aWrongPasswordIsNamedAsTheCause() throws Exception {
    String wrong = clientFile("wrong", "guessed").toString();
    for (List<String> command :
        List.of(
            List.of("publish", "--config", wrong, picture.toString()),
            List.of("search", "--config", wrong, "--id", "x"),
            List.of("status", "--config", wrong))) {
      // On a busy machine, five seconds may pass before Kafka has looked at the password.
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(morelli(3, command.toArray(String[]::new)))
                      .contains("refuses the connection", "Authentication failed")
                      .doesNotContain("guessed", "\tat "));
    }
    List<URI> dashboards = dashboards();
    try (JavaProcess jobs = jobs(folder.resolve("wrong.log"), "guessed", dashboards)) {
      for (URI dashboard : dashboards) {
        await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(ConnectException.class)
            .untilAsserted(
                () -> {
                  assertThat(jobs.isAlive()).as(jobs.output()).isTrue();
                  assertThat(exceptions(dashboard))
                      .contains("Authentication failed")
                      .doesNotContain("guessed");
                });
      }
    }
  }

  @Test
  void anUntrustedServerIsNamedAsTheCause() throws Exception {
    Path file = folder.resolve("untrusting.properties");
    Files.writeString(
        file,
        """
        bootstrap.servers=%s
        security.protocol=SSL
        """
            .formatted(kafka.brokers()));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(morelli(3, "status", "--config", file.toString()))
                    .contains("refuses the connection", "SSL handshake failed"));
  }

  private static Path clientFile(String name, String password) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".properties"),
        """
        bootstrap.servers=%s
        security.protocol=SASL_SSL
        sasl.mechanism=PLAIN
        sasl.jaas.config=%s username="morelli" password="%s";
        ssl.truststore.type=PKCS12
        ssl.truststore.location=%s
        ssl.truststore.password=${file:%s:store}
        """
            .formatted(kafka.brokers(), LOGIN, password, truststore, storeSecret()));
  }

  private static Path storeSecret() throws IOException {
    return Files.writeString(folder.resolve("secrets.properties"), "store=" + STORE_PASSWORD);
  }

  private static JavaProcess jobs(Path log, String password, List<URI> dashboards)
      throws IOException {
    Path logging =
        Files.writeString(
            folder.resolve("log4j2.properties"),
            """
            appender.file.type=File
            appender.file.name=file
            appender.file.fileName=%s
            appender.file.layout.type=PatternLayout
            appender.file.layout.pattern=%%p %%c %%m%%n
            rootLogger=INFO, file
            """
                .formatted(log));
    Path options =
        Files.writeString(
            folder.resolve("jobs.properties"),
            """
            kafka.brokers=%s
            kafka.properties.security.protocol=SASL_SSL
            kafka.properties.sasl.mechanism=PLAIN
            kafka.properties.sasl.jaas.config=%s username="morelli" password="${env:%s}";
            kafka.properties.ssl.truststore.type=PKCS12
            kafka.properties.ssl.truststore.location=%s
            kafka.properties.ssl.truststore.password=%s
            index.uri=lucene://%s
            poison.directory=%s
            execution.checkpointing.interval=1 s
            taskmanager.memory.network.max=64 mb
            """
                .formatted(
                    kafka.brokers(),
                    LOGIN,
                    VARIABLE,
                    truststore,
                    STORE_PASSWORD,
                    folder.resolve("index"),
                    folder.resolve("in-flight")));
    return JavaProcess.start(
        folder.resolve("jobs.out"),
        Map.of(VARIABLE, password),
        List.of("-Xmx2g", "-Dlog4j2.configurationFile=" + logging),
        BothJobs.class,
        options.toString(),
        Integer.toString(dashboards.get(0).getPort()),
        Integer.toString(dashboards.get(1).getPort()));
  }

  private static List<URI> dashboards() throws IOException {
    List<URI> dashboards = new ArrayList<>();
    for (String name : List.of("ingest", "query")) {
      dashboards.add(URI.create("http://localhost:" + Ports.free(0, name)));
    }
    return dashboards;
  }

  private record Ended(int exit, String output) {}

  private static Ended command(String... arguments) throws Exception {
    Path output = Files.createTempFile(folder, "command", ".out");
    try (JavaProcess command =
        JavaProcess.start(output, Map.of(), List.of(), Main.class, arguments)) {
      return new Ended(command.exitCode(), command.output());
    }
  }

  /** What the command printed. */
  private static String morelli(int expectedExit, String... arguments) throws Exception {
    Ended ended = command(arguments);
    assertThat(ended.exit()).as(ended.output()).isEqualTo(expectedExit);
    return ended.output();
  }

  /** The machine may be too busy at first, and it takes a moment until a picture is found. */
  private static String awaitSuccess(JavaProcess jobs, String... arguments) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(jobs.isAlive()).as(jobs.output()).isTrue();
              return command(arguments);
            },
            ended -> ended.exit() == 0)
        .output();
  }

  private static String exceptions(URI dashboard) throws IOException, InterruptedException {
    StringBuilder all = new StringBuilder();
    for (JsonNode job : new ObjectMapper().readTree(get(dashboard, "/jobs")).path("jobs")) {
      all.append(get(dashboard, "/jobs/" + job.path("id").asText() + "/exceptions"));
    }
    return all.toString();
  }

  /** All that the dashboard can show of the cluster and its job. */
  private static String everything(URI dashboard) throws Exception {
    StringBuilder all = new StringBuilder();
    for (String path :
        List.of(
            "/config",
            "/overview",
            "/jobs/overview",
            "/jobmanager/config",
            "/jobmanager/environment",
            "/jobmanager/logs",
            "/jobmanager/log",
            "/jobmanager/stdout",
            "/taskmanagers")) {
      all.append(get(dashboard, path));
    }
    for (JsonNode job : new ObjectMapper().readTree(get(dashboard, "/jobs")).path("jobs")) {
      String root = "/jobs/" + job.path("id").asText();
      for (String path :
          List.of(
              "",
              "/config",
              "/plan",
              "/exceptions",
              "/accumulators",
              "/jobmanager/config",
              "/jobmanager/environment",
              "/checkpoints",
              "/checkpoints/config")) {
        all.append(get(dashboard, root + path));
      }
      JsonNode details = new ObjectMapper().readTree(get(dashboard, root));
      for (JsonNode vertex : details.path("vertices")) {
        all.append(get(dashboard, root + "/vertices/" + vertex.path("id").asText()));
      }
    }
    return all.toString();
  }

  private static String get(URI dashboard, String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(dashboard.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
