package io.morelli.local.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.morelli.message.SearchResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads answers, and only such as the published JSON Schema allows. */
final class Answers {

  private static final JsonSchema SCHEMA = schema();

  private Answers() {}

  static SearchResponse read(byte[] json) throws IOException {
    assertThat(SCHEMA.validate(new ObjectMapper().readTree(json))).isEmpty();
    return SearchResponse.fromJson(json);
  }

  private static JsonSchema schema() {
    try (InputStream file =
        SearchResponse.class.getResourceAsStream("search-response.schema.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
