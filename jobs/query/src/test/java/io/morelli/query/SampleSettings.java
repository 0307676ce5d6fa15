package io.morelli.query;

import io.morelli.features.VerifierSettings;
import io.morelli.operators.BatchSettings;
import io.morelli.operators.EmbeddingOptions;
import io.morelli.operators.PoisonSettings;
import io.morelli.operators.testing.TestSettings;
import io.morelli.testing.ColourLayoutEmbedder;
import java.time.Duration;
import java.util.Set;

/** Settings for tests of single operators. */
final class SampleSettings {

  private SampleSettings() {}

  static QuerySettings with(PoisonSettings poison) {
    return new QuerySettings(
        TestSettings.PICTURES,
        VerifierSettings.DEFAULT,
        ColourLayoutEmbedder.MODEL,
        100,
        1_000,
        Duration.ofSeconds(60),
        "search.responses",
        Set.of("replies"),
        SecondPass.REGIONS,
        10,
        4,
        new BatchSettings(8, 2),
        EmbeddingOptions.COMMON_SLOTS,
        poison,
        1,
        1,
        1);
  }
}
