package io.morelli.query;

import java.util.List;

/**
 * What a gatherer waits for.
 *
 * @param chunks how many {@link VerifiedChunk}s will come
 */
public record Gathering(Query query, List<Contender> contenders, int chunks) {}
