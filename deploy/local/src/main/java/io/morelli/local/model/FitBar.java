package io.morelli.local.model;

import io.morelli.embedding.fitting.FitListener;
import io.morelli.local.client.TaskBar;
import java.io.PrintWriter;
import java.nio.file.Path;
import me.tongfei.progressbar.ProgressBar;

/** Shows a fit as progress bars, one for each part of the work. */
public final class FitBar implements FitListener, AutoCloseable {

  private final PrintWriter err;
  private ProgressBar bar;

  /**
   * @param err takes a line for each picture that is left out
   */
  public FitBar(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void started(String task, int pictures) {
    close();
    bar = TaskBar.of(task, pictures);
  }

  @Override
  public void done(int pictures) {
    bar.stepBy(pictures);
  }

  @Override
  public void leftOut(Path file, String reason) {
    err.println("morelli: left out " + file + ": " + reason);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
