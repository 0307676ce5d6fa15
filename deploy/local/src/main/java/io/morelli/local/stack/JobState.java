package io.morelli.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;

/**
 * Where the state of a job lies, from one start of its cluster to the next.
 *
 * @param job its name
 * @param allCheckpoints folder of the checkpoints of all jobs, as Flink lays it out
 * @param allSavepoints folder of the savepoints of all jobs
 */
public record JobState(String job, Path allCheckpoints, Path allSavepoints) {

  /** The same in every run, because Flink names the folder of a job's checkpoints by it. */
  public JobID jobId() {
    UUID uuid = UUID.nameUUIDFromBytes(job.getBytes(StandardCharsets.UTF_8));
    return new JobID(uuid.getLeastSignificantBits(), uuid.getMostSignificantBits());
  }

  /** Where its checkpoints go, or below it in a folder for each run. */
  public Path checkpoints() {
    return allCheckpoints.resolve(jobId().toHexString());
  }

  /** Where its savepoints go. */
  public Path savepoints() {
    return allSavepoints.resolve(jobId().toHexString());
  }

  /** The newest complete checkpoint or savepoint. */
  public Optional<Path> newest() throws IOException {
    List<Path> complete = new ArrayList<>();
    for (Path folder : List.of(checkpoints(), savepoints())) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder, 3)) {
          files.filter(file -> file.endsWith("_metadata")).forEach(complete::add);
        }
      }
    }
    return complete.stream()
        .max(Comparator.comparing(JobState::modified))
        .map(file -> file.getParent().toAbsolutePath());
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
