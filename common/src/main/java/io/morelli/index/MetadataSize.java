package io.morelli.index;

import com.google.gson.Gson;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** How much room metadata takes. */
public final class MetadataSize {

  /** Writes every character that HTML knows, too, as six: as much as any writer takes. */
  private static final Gson JSON = new Gson();

  private MetadataSize() {}

  /** Bytes as a JSON object; at most {@link ImageIndex#MAX_METADATA_BYTES} can be indexed. */
  public static int of(Map<String, String> metadata) {
    return JSON.toJson(metadata).getBytes(StandardCharsets.UTF_8).length;
  }
}
