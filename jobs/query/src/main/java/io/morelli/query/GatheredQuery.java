package io.morelli.query;

import io.morelli.message.SearchResponse.Failure;
import java.util.List;

/**
 * A query with its candidates, compared as far as time allowed.
 *
 * @param contenders by falling cosine
 * @param partial true if the deadline passed before all were compared
 * @param failure why not all could be compared; null if it went well
 */
public record GatheredQuery(
    Query query, List<Contender> contenders, boolean partial, Failure failure) {}
