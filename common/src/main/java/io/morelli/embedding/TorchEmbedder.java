package io.morelli.embedding;

import java.util.List;

/** Runs a program on batches. */
final class TorchEmbedder implements Embedder {

  private final ModelInfo model;
  private final Placement placement;
  private final ProgramRunner runner;

  TorchEmbedder(ModelInfo model, Placement placement, ProgramRunner runner) {
    this.model = model;
    this.placement = placement;
    this.runner = runner;
  }

  @Override
  public ModelInfo model() {
    return model;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public float[][] embed(List<byte[]> pictures) {
    float[] vectors =
        runner.run("forward", pictures, (result, scope) -> result.toTensor(scope).toFloatArray());
    int dimension = model.dimension();
    if (vectors.length != pictures.size() * dimension) {
      throw new IllegalStateException(
          "model %s gives %d numbers for %d pictures, its manifest says %d a picture"
              .formatted(model.name(), vectors.length, pictures.size(), dimension));
    }
    return ProgramRunner.rows(vectors, pictures.size());
  }

  @Override
  public void close() {
    runner.close();
  }
}
