package io.morelli.local.cli;

import io.morelli.embedding.fitting.FitListener;
import io.morelli.embedding.fitting.FitPictures;
import io.morelli.embedding.fitting.FitSettings;
import io.morelli.embedding.fitting.FittedModel;
import io.morelli.local.client.PictureFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

  /**
   * @param source file or folder that the model is made from
   */
  String name(Path source) {
    if (name != null) {
      return name;
    }
    String file = source.toAbsolutePath().normalize().getFileName().toString();
    return Files.isDirectory(source) ? file : file.replaceFirst("\\.[A-Za-z]+$", "");
  }

  /**
   * Where the model goes.
   *
   * @throws IllegalArgumentException if it exists, before the work begins rather than in its end
   */
  Path folder(String modelName) {
    Path folder = out == null ? Path.of(modelName + "-model") : out;
    if (Files.exists(folder)) {
      throw new IllegalArgumentException(folder + " exists already; name another folder by --out");
    }
    return folder;
  }

  static FitPictures pictures(Path folder, FitListener listener) throws IOException {
    List<Path> files = PictureFile.of(List.of(folder)).stream().map(PictureFile::path).toList();
    if (files.isEmpty()) {
      throw new IllegalArgumentException("there are no pictures in " + folder);
    }
    return new FitPictures(files, listener);
  }

  /** Writes the model and says what it is. */
  static void write(FittedModel fitted, Path folder, PrintWriter out) throws IOException {
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
