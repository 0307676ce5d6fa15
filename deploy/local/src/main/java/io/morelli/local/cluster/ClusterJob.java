package io.morelli.local.cluster;

import io.morelli.ingest.IngestJob;
import io.morelli.ingest.IngestOptions;
import io.morelli.operators.IndexOptions;
import io.morelli.operators.KafkaOptions;
import io.morelli.operators.PoisonOptions;
import io.morelli.query.QueryJob;
import io.morelli.query.QueryOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;

/**
 * A job as it is submitted to a cluster.
 *
 * @param name by which it is known in the dashboard
 * @param arguments of its main method
 * @param parallelism of stages that its arguments do not name
 */
public record ClusterJob(String name, Path jar, List<String> arguments, int parallelism) {

  public static ClusterJob ingest(ClusterSettings settings, FlinkHome home) {
    return job(
        IngestJob.NAME,
        home.ingestJob(),
        settings,
        List.of(IngestOptions.READERS, IngestOptions.EMBEDDERS, IngestOptions.WRITERS));
  }

  public static ClusterJob query(ClusterSettings settings, FlinkHome home) {
    return job(
        QueryJob.NAME,
        home.queryJob(),
        settings,
        List.of(QueryOptions.READERS, QueryOptions.VERIFIERS));
  }

  private static ClusterJob job(
      String name, Path jar, ClusterSettings settings, List<ConfigOption<Integer>> stages) {
    Map<String, String> options = new TreeMap<>(settings.jobOptions());
    options.put(KafkaOptions.BROKERS.key(), settings.brokers());
    options.put(IndexOptions.LOCATION.key(), settings.index().toString());
    // Each task manager has a temporary folder of its own, and a record may kill any of them.
    options.putIfAbsent(
        PoisonOptions.DIRECTORY.key(), settings.directory().resolve("in-flight").toString());
    String parallelism = Integer.toString(settings.parallelism());
    stages.forEach(stage -> options.putIfAbsent(stage.key(), parallelism));
    List<String> arguments = new ArrayList<>();
    options.forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
    return new ClusterJob(name, jar, arguments, settings.parallelism());
  }
}
