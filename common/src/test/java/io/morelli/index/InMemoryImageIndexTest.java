package io.morelli.index;

import io.morelli.embedding.ModelInfo;

/** Keeps the double that other modules' tests rely on honest. */
class InMemoryImageIndexTest extends ImageIndexContract {

  @Override
  ImageIndex open(ModelInfo model) {
    return new InMemoryImageIndex(model.dimension());
  }
}
