package io.morelli.local.cli;

import io.morelli.local.demo.Demo;
import io.morelli.local.demo.DemoPlan;
import io.morelli.local.demo.PaintedPictures;
import io.morelli.local.stack.MorelliJobs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description =
        "Starts the whole system, publishes pictures, asks for deformed copies of some and for"
            + " pictures that are not there, and shows what came back. Exit code 0 if every answer"
            + " was as expected, 1 if not.")
final class DemoCommand implements Callable<Integer> {

  private static final int PAINTED = 200;

  @Mixin private StackOptions stackOptions;

  @Parameters(
      arity = "0..*",
      paramLabel = "PICTURES",
      description =
          "Files and folders to publish. Default: 200 pictures that Morelli paints itself.")
  private List<Path> pictures = List.of();

  @Option(
      names = "--queries",
      paramLabel = "CSV",
      description =
          "Further questions: columns query_file, relative to the CSV, and image_id, the expected"
              + " answer (empty: none).")
  private Path queries;

  @Option(
      names = "--deformed",
      paramLabel = "N",
      defaultValue = "96",
      description = "How many deformed copies are asked. Default: ${DEFAULT-VALUE}.")
  private int deformed;

  @Option(
      names = "--absent",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "How many pictures are held back and asked all the same, at most a tenth of all."
              + " Default: ${DEFAULT-VALUE}.")
  private int absent;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many questions wait for answers at a time. Default: ${DEFAULT-VALUE}.")
  private int inFlight;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of every choice. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Where the page is written. Default: demo.html in the demo's data folder.")
  private Path page;

  @Option(names = "--stay", description = "Keep the system up afterwards, until Ctrl-C.")
  private boolean stay;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (inFlight < 1) {
      throw new IllegalArgumentException("--in-flight must be at least 1: " + inFlight);
    }
    if (pictures.isEmpty()) {
      pictures = PaintedPictures.write(stackOptions.folder("demo-pictures"), PAINTED);
    }
    DemoPlan plan =
        DemoPlan.of(
            new DemoPlan.Settings(pictures, Optional.ofNullable(queries), deformed, absent, seed));
    String system = "demo-" + plan.key();
    Path pageFile = page == null ? stackOptions.folder(system).resolve("demo.html") : page;
    PrintWriter out = spec.commandLine().getOut();
    out.println("Starting Kafka and Flink ...");
    out.flush();
    return stackOptions.run(
        system,
        0,
        0,
        (stack, stop) -> {
          out.printf("Kafka %s, dashboard %s%n", stack.kafka().brokers(), stack.dashboard());
          out.flush();
          Demo demo = new Demo(stack.kafka(), MorelliJobs.INGEST_GROUP, System.out);
          boolean asExpected = demo.run(plan, inFlight, pageFile);
          if (stay) {
            out.println("The system stays up until Ctrl-C.");
            out.flush();
            stop.await();
          }
          return asExpected ? ExitCode.OK : ExitCode.INCOMPLETE;
        });
  }
}
