package io.morelli.local.cli;

import io.morelli.index.IndexUnavailableException;
import io.morelli.index.ModelMismatchException;
import io.morelli.local.client.UnreachableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "morelli",
    description = "Finds a picture again, whatever was done to it.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "Morelli 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      PublishCommand.class,
      SearchCommand.class,
      DeleteCommand.class,
      StatusCommand.class,
      BenchCommand.class,
      ExplainCommand.class,
      DuplicatesCommand.class,
      ExperimentCommand.class,
      IndexCommand.class,
      ModelCommand.class,
      TortureCommand.class,
      SoakCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, and something was found",
      "1:nothing was found, or a part failed",
      "2:the command cannot be understood, or names something that is not there",
      "3:the system does not answer",
      "130:stopped by Ctrl-C"
    })
public final class Main implements Runnable {

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    Logging.quiet();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    commandLine.setParameterExceptionHandler(Main::reportUsage);
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> main.report(exception, command.getErr()));
    return commandLine;
  }

  /** Without a subcommand. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int reportUsage(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    command.getErr().println("morelli: " + exception.getMessage());
    command.getErr().printf("See '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE;
  }

  /** One line for what went wrong, and the exit code that stands for it. */
  private int report(Exception exception, PrintWriter err) {
    Throwable cause = exception;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException || cause instanceof CompletionException)) {
      cause = cause.getCause();
    }
    err.println("morelli: " + (cause instanceof InterruptedException ? "stopped" : message(cause)));
    if (verbose) {
      StringWriter trace = new StringWriter();
      exception.printStackTrace(new PrintWriter(trace));
      err.print(trace);
    }
    return exitCode(cause);
  }

  private static String message(Throwable cause) {
    if (cause instanceof NoSuchFileException missing) {
      return "no such file or folder: " + missing.getFile();
    }
    boolean expected =
        cause instanceof IOException
            || cause instanceof IllegalArgumentException
            || cause instanceof IndexUnavailableException
            || cause instanceof ModelMismatchException;
    return expected && cause.getMessage() != null ? cause.getMessage() : cause.toString();
  }

  private static int exitCode(Throwable cause) {
    if (cause instanceof UnreachableException
        || cause instanceof IndexUnavailableException
        || cause instanceof TimeoutException
        || cause instanceof RetriableException) {
      return ExitCode.UNREACHABLE;
    }
    return cause instanceof NoSuchFileException
            || cause instanceof IllegalArgumentException
            || cause instanceof ModelMismatchException
        ? ExitCode.USAGE
        : ExitCode.INCOMPLETE;
  }
}
