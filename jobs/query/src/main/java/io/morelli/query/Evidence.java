package io.morelli.query;

import io.morelli.features.Explanation;

/**
 * Why a contender matches, for a request that wants to know.
 *
 * @param explanation of its comparison with its best view
 * @param features of the candidate, packed
 */
public record Evidence(Explanation explanation, byte[] features) {}
