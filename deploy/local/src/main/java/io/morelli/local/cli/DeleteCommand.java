package io.morelli.local.cli;

import io.morelli.local.broker.Topics;
import io.morelli.local.client.ImagePublisher;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "delete",
    description = "Takes pictures out of the search. An id that is not there is no error.")
final class DeleteCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafkaOptions;

  @Parameters(arity = "1..*", paramLabel = "ID", description = "Image ids.")
  private List<String> ids;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<String> failures;
    try (ImagePublisher publisher = new ImagePublisher(kafkaOptions.connect(), Topics.IMAGES)) {
      failures = publisher.delete(ids);
    }
    failures.forEach(spec.commandLine().getErr()::println);
    spec.commandLine()
        .getOut()
        .printf("%,d deleted, %,d failed%n", ids.size() - failures.size(), failures.size());
    return failures.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
  }
}
