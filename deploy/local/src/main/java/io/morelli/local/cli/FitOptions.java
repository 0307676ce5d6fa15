package io.morelli.local.cli;

import io.morelli.embedding.fitting.FitListener;
import io.morelli.embedding.fitting.FitPictures;
import io.morelli.embedding.fitting.FitSettings;
import io.morelli.embedding.fitting.FittedModel;
import io.morelli.local.client.PictureFile;
import io.morelli.local.model.FitBar;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a new model is fitted, called and stored. */
final class FitOptions {

  @Option(
      names = "--out",
      paramLabel = "MODEL-DIR",
      description = "Folder to write the model into; it must not exist. Default: NAME-model.")
  private Path out;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Of the model, for people. Default: that of the file or folder it is made from.")
  private String name;

  @Option(
      names = "--dimension",
      paramLabel = "N",
      defaultValue = "256",
      description = "Of the vectors, where the projection is fitted. Default: ${DEFAULT-VALUE}.")
  private int dimension;

  @Option(
      names = "--allow-few",
      description = "Fit on fewer pictures than twice the dimension, too.")
  private boolean allowFew;

  FitSettings settings() {
    return new FitSettings(dimension, allowFew);
  }

  /** Makes a model under a name, and tells how it goes. */
  @FunctionalInterface
  interface Fit {
    FittedModel run(String name, FitListener listener) throws IOException;
  }

  /**
   * Fits a model, writes it and says what it is.
   *
   * @param source file or folder that the model is made from
   * @throws IllegalArgumentException if its folder exists, before the work begins rather than in
   *     its end
   */
  void run(Path source, CommandSpec spec, Fit fit) throws IOException {
    String modelName = name == null ? nameOf(source) : name;
    Path folder = out == null ? Path.of(modelName + "-model") : out;
    if (Files.exists(folder)) {
      throw new IllegalArgumentException(folder + " exists already; name another folder by --out");
    }
    FittedModel fitted;
    try (FitBar bar = new FitBar(spec.commandLine().getErr())) {
      fitted = fit.run(modelName, bar);
    }
    write(fitted, folder, spec.commandLine().getOut());
  }

  private static String nameOf(Path source) {
    String file = source.toAbsolutePath().normalize().getFileName().toString();
    return Files.isDirectory(source) ? file : file.replaceFirst("\\.[A-Za-z]+$", "");
  }

  static FitPictures pictures(Path folder, FitListener listener) throws IOException {
    List<Path> files = PictureFile.of(List.of(folder)).stream().map(PictureFile::path).toList();
    if (files.isEmpty()) {
      throw new IllegalArgumentException("there are no pictures in " + folder);
    }
    return new FitPictures(files, listener);
  }

  private static void write(FittedModel fitted, Path folder, PrintWriter out) throws IOException {
    fitted.model().write(folder);
    out.printf("wrote %s%n", folder);
    out.printf("  name       %s%n", fitted.model().info().name());
    out.printf("  version    %s%n", fitted.model().info().version());
    out.printf("  vector     %d numbers%n", fitted.model().info().dimension());
    if (fitted.pixels() != null) {
      out.printf("  pixels     %s%n", fitted.pixels());
    }
    if (fitted.pictures() > 0) {
      out.printf("  CAM head   %s%n", fitted.headFitted() ? "fitted" : "as it came");
      out.printf(
          Locale.ROOT,
          "  whitening  fitted on %,d pictures, keeps %.1f %% of the variance%n",
          fitted.pictures(),
          100 * fitted.kept());
    }
    out.printf("  note       %s%n", fitted.model().provenance().note());
    out.flush();
  }
}
