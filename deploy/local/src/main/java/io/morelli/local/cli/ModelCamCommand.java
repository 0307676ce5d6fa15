package io.morelli.local.cli;

import io.morelli.embedding.ActivationMaps;
import io.morelli.embedding.EmbeddingModel;
import io.morelli.embedding.ModelFile;
import io.morelli.embedding.ModelInput;
import io.morelli.embedding.NetworkProbe;
import io.morelli.embedding.Precision;
import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.image.RgbImage;
import io.morelli.local.client.PictureFile;
import io.morelli.local.model.CamFigure;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "cam",
    description =
        "Draws where a model looks: for each picture a PNG with the weights of its places in the"
            + " vector and the class activation maps of the most probable classes. Exit code 1 if a"
            + " picture could not be read.")
final class ModelCamCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Pictures.")
  private List<Path> pictures;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "cam",
      description = "Where the drawings are written. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many classes are drawn. Default: ${DEFAULT-VALUE}.")
  private int classes;

  @Mixin private ModelOption model;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<PictureFile> files = PictureFile.of(pictures);
    ModelFile file = model.locate();
    Files.createDirectories(out);
    int exitCode = ExitCode.OK;
    try (EmbeddingModel loaded = EmbeddingModel.load(file, Precision.AUTO, "cpu");
        NetworkProbe probe = loaded.newProbe(Runtime.getRuntime().availableProcessors())) {
      for (int i = 0; i < files.size(); i++) {
        Optional<RgbImage> decoded = decoded(files.get(i));
        if (decoded.isPresent()) {
          draw(i + 1, files.get(i), decoded.get(), probe, file.info().inputSize());
        } else {
          exitCode = ExitCode.INCOMPLETE;
        }
      }
    }
    return exitCode;
  }

  /** Empty if the file cannot be read or decoded, which is said. */
  private Optional<RgbImage> decoded(PictureFile file) {
    String reason;
    try {
      return Optional.of(
          new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(file.path())).image());
    } catch (RejectedException e) {
      reason = e.getMessage();
    } catch (IOException e) {
      // Its message is often nothing but the path.
      reason = e.toString();
    }
    spec.commandLine().getErr().println("morelli: " + file.path() + ": " + reason);
    return Optional.empty();
  }

  /**
   * @param number of the file: names of several may be the same but for the folder
   */
  private void draw(
      int number, PictureFile file, RgbImage picture, NetworkProbe probe, int inputSize)
      throws IOException {
    ActivationMaps maps = probe.maps(List.of(ModelInput.of(picture, inputSize)), classes).get(0);
    Path drawing = out.resolve("%d-%s-cam.png".formatted(number, Drawings.name(file.id())));
    ImageIO.write(
        CamFigure.draw(picture, file.path().getFileName().toString(), maps),
        "png",
        drawing.toFile());
    PrintWriter print = spec.commandLine().getOut();
    print.printf(
        "%s: %s%n  drawn: %s%n",
        file.path(),
        maps.classes().stream()
            .map(
                map ->
                    String.format(Locale.ROOT, "%s %.1f %%", map.name(), 100 * map.probability()))
            .collect(Collectors.joining(", ")),
        drawing);
    print.flush();
  }
}
