package io.morelli.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharedEmbeddingModelTest {

  private static final EmbeddingConfig FP32 =
      new EmbeddingConfig(ModelFile.DEFAULT, Precision.FP32, "cpu");
  private static final EmbeddingConfig BF16 =
      new EmbeddingConfig(ModelFile.DEFAULT, Precision.BF16, "cpu");

  @Test
  void sharesOneModelForEachConfiguration() {
    try (SharedEmbeddingModel first = SharedEmbeddingModel.acquire(FP32);
        SharedEmbeddingModel second = SharedEmbeddingModel.acquire(FP32);
        SharedEmbeddingModel other = SharedEmbeddingModel.acquire(BF16)) {
      assertThat(second.model()).isSameAs(first.model()).isNotSameAs(other.model());
    }
  }

  @Test
  void theModelLivesUntilTheLastShareIsClosed() {
    SharedEmbeddingModel first = SharedEmbeddingModel.acquire(FP32);
    SharedEmbeddingModel second = SharedEmbeddingModel.acquire(FP32);
    EmbeddingModel model = first.model();

    first.close();
    first.close();
    try (Embedder embedder = second.model().newEmbedder(2)) {
      byte[] picture = ModelInput.of(Golden.picture("discs"), embedder.model().inputSize());
      assertThat(embedder.embed(List.of(picture))).hasNumberOfRows(1);
    }
    second.close();

    try (SharedEmbeddingModel again = SharedEmbeddingModel.acquire(FP32)) {
      assertThat(again.model()).isNotSameAs(model);
    }
  }
}
