package io.morelli.features;

/**
 * What ORB found in a picture, an entry of each array for each key point.
 *
 * @param width of the picture, pixels
 * @param height likewise
 * @param x pixels, 0 to {@code width}
 * @param y likewise
 * @param response strength, by Harris's measure
 * @param octave level of the pyramid at which it was found, from 0, each smaller than the one
 *     before by a factor of 1.2
 */
record FoundPoints(int width, int height, float[] x, float[] y, float[] response, int[] octave) {}
