package io.morelli.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.Bits;

/** Reads one point-in-time view of a Lucene index, which the caller keeps open meanwhile. */
final class LuceneSnapshot {

  /** Up to so many documents every vector is compared: cheap, and exact. */
  private static final int EXACT_UP_TO = 10_000;

  /**
   * At least so many neighbours are collected in the HNSW graph of a segment. More than are asked
   * for, because the breadth of that search is what decides its recall.
   */
  private static final int MIN_BREADTH = 500;

  private final IndexSearcher searcher;
  private final int dimension;

  LuceneSnapshot(IndexSearcher searcher, int dimension) {
    this.searcher = searcher;
    this.dimension = dimension;
  }

  List<List<Candidate>> search(List<float[]> vectors, int topN, Map<String, String> filter)
      throws IOException {
    Checks.checkSearch(vectors, topN, dimension);
    Query restriction = restriction(filter);
    List<List<Candidate>> results = new ArrayList<>(vectors.size());
    // Similar vectors have neighbours in common, and features are long to read.
    Map<Integer, IndexedImage> images = new HashMap<>();
    for (float[] vector : vectors) {
      results.add(search(vector, topN, restriction, images));
    }
    return results;
  }

  List<IndexedImage> nearestToAny(List<float[]> vectors, int topN, Map<String, String> filter)
      throws IOException {
    Checks.checkSearch(vectors, topN, dimension);
    Query restriction = restriction(filter);
    BestScores<Integer> best = new BestScores<>();
    for (float[] vector : vectors) {
      for (ScoreDoc hit : nearest(vector, topN, restriction)) {
        best.add(hit.doc, hit.score);
      }
    }
    List<IndexedImage> images = new ArrayList<>();
    for (int doc : best.first(topN)) {
      images.add(read(doc));
    }
    return images;
  }

  private ScoreDoc[] nearest(float[] vector, int topN, Query restriction) throws IOException {
    int documents = searcher.getIndexReader().maxDoc();
    if (documents == 0) {
      return new ScoreDoc[0];
    }
    // Asked for as many neighbours as there are documents, Lucene leaves the graph aside.
    int breadth = documents <= EXACT_UP_TO ? documents : Math.max(5 * topN, MIN_BREADTH);
    Query query = new KnnFloatVectorQuery(LuceneDocuments.VECTOR, vector, breadth, restriction);
    return searcher.search(query, topN).scoreDocs;
  }

  private List<Candidate> search(
      float[] vector, int topN, Query restriction, Map<Integer, IndexedImage> images)
      throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    for (ScoreDoc hit : nearest(vector, topN, restriction)) {
      IndexedImage image = images.get(hit.doc);
      if (image == null) {
        image = read(hit.doc);
        images.put(hit.doc, image);
      }
      candidates.add(new Candidate(image, Cosine.of(vector, image.vector())));
    }
    candidates.sort(Comparator.comparingDouble(Candidate::cosine).reversed());
    return candidates;
  }

  Optional<IndexedImage> get(String id) throws IOException {
    ScoreDoc[] hits = searcher.search(new TermQuery(LuceneDocuments.idTerm(id)), 1).scoreDocs;
    return hits.length == 0 ? Optional.empty() : Optional.of(read(hits[0].doc));
  }

  long count() {
    return searcher.getIndexReader().numDocs();
  }

  void scan(Consumer<IndexedImage> visitor) throws IOException {
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      LeafReader segment = leaf.reader();
      Bits live = segment.getLiveDocs();
      for (int doc = 0; doc < segment.maxDoc(); doc++) {
        if (live == null || live.get(doc)) {
          visitor.accept(LuceneDocuments.read(segment, doc));
        }
      }
    }
  }

  private IndexedImage read(int doc) throws IOException {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    return LuceneDocuments.read(leaf.reader(), doc - leaf.docBase);
  }

  /** Null for no restriction, as Lucene wants it. */
  private static Query restriction(Map<String, String> filter) {
    if (filter.isEmpty()) {
      return null;
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    filter.forEach(
        (name, value) ->
            all.add(new TermQuery(LuceneDocuments.metadataTerm(name, value)), Occur.FILTER));
    return all.build();
  }
}
