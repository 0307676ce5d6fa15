package io.morelli.message;

/** The header names of the wire contract. */
public final class HeaderNames {

  public static final String CONTENT_TYPE = "content-type";

  /** {@code meta.<name>}: metadata of a published picture. */
  public static final String METADATA_PREFIX = "meta.";

  /** {@code filter.<name>}: a search considers only pictures with this metadata value. */
  public static final String FILTER_PREFIX = "filter.";

  /** How many candidates are verified. */
  public static final String TOP_N = "top-n";

  /** {@code x,y,width,height} in fractions of the upright picture: search with this part only. */
  public static final String CROP = "crop";

  /** What the answer explains: the values of {@link Explain}, separated by commas. */
  public static final String EXPLAIN = "explain";

  /** Spring Kafka's request-reply headers. */
  public static final String CORRELATION_ID = "kafka_correlationId";

  public static final String REPLY_TOPIC = "kafka_replyTopic";

  /** Four bytes, big endian. */
  public static final String REPLY_PARTITION = "kafka_replyPartition";

  /** Kafka Connect's dead-letter headers. */
  public static final String DEAD_LETTER_PREFIX = "__connect.errors.";

  /** The value is one URI to fetch the picture from. */
  public static final String URI_LIST = "text/uri-list";

  /** The value is the id of an indexed picture. */
  public static final String IMAGE_ID = "application/vnd.morelli.image-id";

  private HeaderNames() {}
}
