package io.morelli.query;

import java.util.List;

/**
 * A query with its candidates, compared as far as time allowed.
 *
 * @param contenders by falling cosine
 * @param partial true if the deadline passed before all were compared
 */
public record GatheredQuery(Query query, List<Contender> contenders, boolean partial) {}
