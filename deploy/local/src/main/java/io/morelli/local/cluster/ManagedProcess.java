package io.morelli.local.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process of this machine that outlives the program which started it, and is found again by its
 * pid file. The processes below it belong to it: what is done to it is done to them.
 *
 * <p>Not thread-safe.
 */
public final class ManagedProcess {

  private static final Duration END_TIMEOUT = Duration.ofSeconds(30);

  /** When a process was started is told by a clock that may be set meanwhile. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

  /** Its number, and when it was started in milliseconds since 1970. */
  private static final Pattern ENTRY = Pattern.compile("(\\d{1,18}) (\\d{1,18})");

  /** How to start it. */
  @FunctionalInterface
  interface Launch {
    ProcessBuilder command() throws IOException;
  }

  private final String name;
  private final Launch launch;
  private final Path pidFile;
  private final Path output;

  /**
   * @param name of its files
   * @param directory of the whole cluster
   */
  ManagedProcess(String name, Path directory, Launch launch) {
    this.name = name;
    this.launch = launch;
    this.pidFile = directory.resolve("run").resolve(name + ".pid");
    this.output = directory.resolve("logs").resolve(name + ".out");
  }

  public String name() {
    return name;
  }

  /** Where what it prints goes. */
  public Path output() {
    return output;
  }

  /** Starts it if it does not run. */
  public void start() throws IOException {
    if (isRunning()) {
      return;
    }
    Files.createDirectories(pidFile.getParent());
    Files.createDirectories(output.getParent());
    Process process =
        launch
            .command()
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    // Nothing comes from here; an open pipe would keep a reader waiting for ever.
    process.getOutputStream().close();
    Files.writeString(pidFile, process.pid() + " " + started(process.toHandle()));
  }

  public boolean isRunning() throws IOException {
    return handle().isPresent();
  }

  public Optional<Long> pid() throws IOException {
    return handle().map(ProcessHandle::pid);
  }

  /** Ends it at once, as a power cut would. Returns when it is gone. */
  public void kill() throws IOException, InterruptedException {
    List<ProcessHandle> all = tree();
    all.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(all, END_TIMEOUT);
    Files.deleteIfExists(pidFile);
  }

  /** Asks it to end, and ends it if it does not within half a minute. */
  public void stop() throws IOException, InterruptedException {
    List<ProcessHandle> all = tree();
    all.forEach(ProcessHandle::destroy);
    if (!awaitEnd(all, END_TIMEOUT)) {
      all.forEach(ProcessHandle::destroyForcibly);
      awaitEnd(all, END_TIMEOUT);
    }
    Files.deleteIfExists(pidFile);
  }

  /** Lets it stand still, as a machine does that swaps, until {@link #resume}. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Memory in use by it and the processes below it, bytes; only on Linux, elsewhere 0. */
  public long residentBytes() throws IOException {
    return handle().map(ResidentMemory::of).orElse(0L);
  }

  private void signal(String signal) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    tree().forEach(process -> command.add(Long.toString(process.pid())));
    if (command.size() == 2) {
      throw new IOException("%s does not run".formatted(name));
    }
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("'%s' ended with %d".formatted(String.join(" ", command), status));
    }
  }

  private List<ProcessHandle> tree() throws IOException {
    return handle().stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .toList();
  }

  /**
   * Empty if it does not run; a process that has its number by now is another one. A power cut may
   * leave a file without its content.
   */
  private Optional<ProcessHandle> handle() throws IOException {
    Matcher entry;
    try {
      entry = ENTRY.matcher(Files.readString(pidFile, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (!entry.matches()) {
      return Optional.empty();
    }
    long started = Long.parseLong(entry.group(2));
    return ProcessHandle.of(Long.parseLong(entry.group(1)))
        .filter(ProcessHandle::isAlive)
        .filter(process -> Math.abs(started(process) - started) <= CLOCK_STEP.toMillis());
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static boolean awaitEnd(List<ProcessHandle> all, Duration timeout)
      throws InterruptedException {
    CompletableFuture<?>[] ends =
        all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(ends).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for a process cannot fail", e);
    }
  }
}
