package io.morelli.embedding;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows what a network computes before the vector of a picture. Not thread-safe; to be closed
 * before its model.
 */
public final class NetworkProbe implements AutoCloseable {

  private final ModelInfo model;
  private final List<String> classNames;
  private final int classCount;
  private final ProgramRunner runner;

  NetworkProbe(ModelInfo model, List<String> classNames, int classCount, ProgramRunner runner) {
    this.model = model;
    this.classNames = classNames;
    this.classCount = classCount;
    this.runner = runner;
  }

  /**
   * Where the network looks in pictures.
   *
   * @param pictures as {@link ModelInput} makes them, at least one
   * @param classes how many of the most probable ones, at least 1
   * @return for each picture
   * @throws IllegalArgumentException if the model has fewer classes, or was exported without maps
   */
  public List<ActivationMaps> maps(List<byte[]> pictures, int classes) {
    if (classes < 1 || classes > classCount) {
      throw new IllegalArgumentException(
          "%d classes: model %s has 1 to %d".formatted(classes, model.name(), classCount));
    }
    return guarded(
        () ->
            runner.run(
                "activation_maps",
                pictures,
                classes,
                (result, scope) -> maps(result.toNDList(scope), pictures.size(), classes)));
  }

  /**
   * The features that are pooled, relu5_3.
   *
   * @param pictures as {@link ModelInput} makes them, at least one
   * @return for each picture the channels of the first position, of the next in its row, and so on
   */
  public float[][] features(List<byte[]> pictures) {
    float[] all =
        guarded(
            () ->
                runner.run(
                    "features",
                    pictures,
                    (result, scope) -> result.toTensor(scope).toFloatArray()));
    return ProgramRunner.rows(all, pictures.size());
  }

  @Override
  public void close() {
    runner.close();
  }

  private interface Computation<T> {
    T compute();
  }

  private <T> T guarded(Computation<T> computation) {
    try {
      return computation.compute();
    } catch (EngineException e) {
      throw new IllegalArgumentException(
          "model %s cannot show this: %s".formatted(model.name(), e.getMessage()), e);
    }
  }

  /**
   * @param result weights [pictures, positions], classes and probabilities [pictures, classes],
   *     maps [pictures, classes, positions]
   */
  private List<ActivationMaps> maps(NDList result, int pictures, int classes) {
    float[][] weights = ProgramRunner.rows(result.get(0).toFloatArray(), pictures);
    long[] indexes = result.get(1).toLongArray();
    float[] probabilities = result.get(2).toFloatArray();
    float[][] maps = ProgramRunner.rows(result.get(3).toFloatArray(), pictures * classes);
    int side = (int) Math.round(Math.sqrt(weights[0].length));
    List<ActivationMaps> all = new ArrayList<>();
    for (int picture = 0; picture < pictures; picture++) {
      List<ActivationMaps.ClassMap> classMaps = new ArrayList<>();
      for (int i = picture * classes; i < (picture + 1) * classes; i++) {
        int index = (int) indexes[i];
        classMaps.add(
            new ActivationMaps.ClassMap(
                index,
                classNames.isEmpty() ? "class " + index : classNames.get(index),
                probabilities[i],
                maps[i]));
      }
      all.add(new ActivationMaps(side, weights[picture], classMaps));
    }
    return all;
  }
}
