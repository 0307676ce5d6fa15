package io.morelli.query;

import io.morelli.message.SearchResponse.Failure;
import java.util.List;

/**
 * A query with its candidates, or with the reason why there are none.
 *
 * @param contenders by falling cosine
 * @param failure null if the search went well
 */
public record SearchedQuery(Query query, List<Contender> contenders, Failure failure) {}
