package io.morelli.embedding.fitting;

import io.morelli.embedding.ModelFile;

/**
 * A model and what was done for it.
 *
 * @param pixels that its weights were made for; null if they are those of a model before
 * @param headFitted whether its CAM head was fitted
 * @param pictures that the whitening was fitted on; 0 if it came with the weights
 * @param kept share of the variance that the whitening keeps; NaN if it came with the weights
 */
public record FittedModel(
    ModelFile model, Pixels pixels, boolean headFitted, int pictures, double kept) {}
