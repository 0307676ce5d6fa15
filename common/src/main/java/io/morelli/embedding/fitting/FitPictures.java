package io.morelli.embedding.fitting;

import io.morelli.embedding.ModelInput;
import io.morelli.image.ImageDecoder;
import io.morelli.image.ImageLimits;
import io.morelli.message.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The pictures that a model is fitted on. What cannot be decoded is left out. */
public final class FitPictures {

  private static final int BATCH = 8;

  private final List<Path> files;
  private final FitListener listener;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final Set<Path> leftOut;

  public FitPictures(List<Path> files, FitListener listener) {
    this(files, listener, new HashSet<>());
  }

  private FitPictures(List<Path> files, FitListener listener, Set<Path> leftOut) {
    this.files = List.copyOf(files);
    this.listener = listener;
    this.leftOut = leftOut;
  }

  int count() {
    return files.size();
  }

  /** At most so many of them, evenly spread. */
  FitPictures sample(int limit) {
    int step = Math.max(1, (files.size() + limit - 1) / limit);
    List<Path> sampled = new ArrayList<>();
    for (int i = 0; i < files.size(); i += step) {
      sampled.add(files.get(i));
    }
    return new FitPictures(sampled, listener, leftOut);
  }

  /**
   * Decodes the pictures.
   *
   * @param task for people
   * @param inputSize of the model, pixels
   * @param batch takes the model's inputs of a few pictures at a time
   */
  void forEach(String task, int inputSize, Consumer<List<byte[]>> batch) {
    listener.started(task, files.size());
    for (int start = 0; start < files.size(); start += BATCH) {
      List<Path> some = files.subList(start, Math.min(start + BATCH, files.size()));
      List<byte[]> inputs = new ArrayList<>();
      for (Path file : some) {
        try {
          inputs.add(ModelInput.of(decoder.decode(Files.readAllBytes(file)).image(), inputSize));
        } catch (IOException | RejectedException e) {
          leaveOut(file, e.getMessage());
        }
      }
      if (!inputs.isEmpty()) {
        batch.accept(inputs);
      }
      listener.done(some.size());
    }
  }

  private void leaveOut(Path file, String reason) {
    if (leftOut.add(file)) {
      listener.leftOut(file, reason);
    }
  }
}
