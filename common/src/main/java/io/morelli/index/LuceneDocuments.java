package io.morelli.index;

import io.morelli.index.IndexedImage.Source;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/**
 * How an image is laid out as a Lucene document. The features are doc values rather than stored
 * fields, because those would be compressed in blocks, and key-point descriptors do not compress.
 */
final class LuceneDocuments {

  static final String VECTOR = "vector";

  private static final String ID = "id";
  private static final String FEATURES = "features";
  private static final String METADATA = "metadata";
  private static final String WIDTH = "width";
  private static final String HEIGHT = "height";
  private static final String CHECKSUM = "checksum";
  private static final String PUBLISHED_AT = "publishedAt";
  private static final String PARTITION = "partition";
  private static final String OFFSET = "offset";

  private LuceneDocuments() {}

  static Term idTerm(String id) {
    return new Term(ID, id);
  }

  static Term metadataTerm(String name, String value) {
    return new Term(METADATA, encode(name, value));
  }

  static Document write(IndexedImage image) {
    Document document = new Document();
    document.add(new StringField(ID, image.id(), Store.YES));
    document.add(
        new KnnFloatVectorField(VECTOR, image.vector(), VectorSimilarityFunction.DOT_PRODUCT));
    document.add(new BinaryDocValuesField(FEATURES, new BytesRef(image.features())));
    image
        .metadata()
        .forEach(
            (name, value) ->
                document.add(new StringField(METADATA, encode(name, value), Store.YES)));
    document.add(new StoredField(WIDTH, image.width()));
    document.add(new StoredField(HEIGHT, image.height()));
    document.add(new StoredField(CHECKSUM, image.checksum()));
    document.add(new StoredField(PUBLISHED_AT, image.publishedAt()));
    document.add(new StoredField(PARTITION, image.source().partition()));
    document.add(new StoredField(OFFSET, image.source().offset()));
    return document;
  }

  /**
   * @param doc number of the document within the segment
   */
  static IndexedImage read(LeafReader segment, int doc) throws IOException {
    Document document = segment.storedFields().document(doc);
    FloatVectorValues vectors = segment.getFloatVectorValues(VECTOR);
    vectors.advance(doc);
    BinaryDocValues features = segment.getBinaryDocValues(FEATURES);
    features.advanceExact(doc);
    BytesRef bytes = features.binaryValue();
    Map<String, String> metadata = new TreeMap<>();
    for (IndexableField field : document.getFields(METADATA)) {
      decode(field.stringValue(), metadata);
    }
    return new IndexedImage(
        document.get(ID),
        vectors.vectorValue().clone(),
        Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length),
        metadata,
        document.getField(WIDTH).numericValue().intValue(),
        document.getField(HEIGHT).numericValue().intValue(),
        document.get(CHECKSUM),
        document.getField(PUBLISHED_AT).numericValue().longValue(),
        source(document));
  }

  private static Source source(Document document) {
    IndexableField partition = document.getField(PARTITION);
    // Written before sources were.
    if (partition == null) {
      return Source.UNKNOWN;
    }
    return new Source(
        partition.numericValue().intValue(), document.getField(OFFSET).numericValue().longValue());
  }

  /** Unambiguous whatever characters the name has: its length comes first. */
  private static String encode(String name, String value) {
    return name.length() + ":" + name + value;
  }

  private static void decode(String entry, Map<String, String> metadata) {
    int colon = entry.indexOf(':');
    int end = colon + 1 + Integer.parseInt(entry, 0, colon, 10);
    metadata.put(entry.substring(colon + 1, end), entry.substring(end));
  }
}
