package io.morelli.picture;

import io.morelli.features.OrbSettings;
import io.morelli.fetch.FetchPolicy;
import io.morelli.image.ImageLimits;
import java.io.Serializable;

/**
 * How published pictures and queries are read, the same in both jobs.
 *
 * @param inputSize side of the embedding model's input, pixels
 */
public record PictureSettings(ImageLimits limits, FetchPolicy fetch, OrbSettings orb, int inputSize)
    implements Serializable {}
