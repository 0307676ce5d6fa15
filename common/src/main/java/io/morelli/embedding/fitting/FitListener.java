package io.morelli.embedding.fitting;

import java.nio.file.Path;

/** Follows a fit; called by the thread that fits. */
public interface FitListener {

  /** A part of the work begins. */
  void started(String task, int pictures);

  /** Pictures of this part are done. */
  void done(int pictures);

  /** A picture is left out; said once for each. */
  void leftOut(Path file, String reason);
}
