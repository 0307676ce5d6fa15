package io.morelli.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.milvus.v2.common.ConsistencyLevel;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MilvusOptionsTest {

  @Test
  void onlyTheHostIsNeeded() {
    MilvusOptions expected =
        new MilvusOptions(
            "http://milvus:19530",
            "default",
            "",
            "morelli",
            ConsistencyLevel.BOUNDED,
            Duration.ofSeconds(5));
    assertThat(options("milvus://milvus")).isEqualTo(expected);
    assertThat(options("milvus://milvus:19530/")).isEqualTo(expected);
  }

  @Test
  void everythingMayBeSet() {
    assertThat(
            options(
                "milvus://root:secret@host:1/art?alias=live&consistency=strong&deadline=PT0.5S&tls=true"))
        .isEqualTo(
            new MilvusOptions(
                "https://host:1",
                "art",
                "root:secret",
                "live",
                ConsistencyLevel.STRONG,
                Duration.ofMillis(500)));
  }

  @Test
  void thePasswordIsNotShown() {
    assertThat(options("milvus://root:secret@host/").toString()).doesNotContain("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("http://root:secret@host/"))
        .withMessageNotContaining("secret");
  }

  @Test
  void mistakesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("milvus://host/?colour=red"))
        .withMessageContaining("colour");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("milvus://host/?consistency=weak"))
        .withMessageContaining("weak");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("milvus://host/?deadline=5s"))
        .withMessageContaining("5s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("milvus://host/?tls=yes"))
        .withMessageContaining("yes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("milvus://host/?strong"))
        .withMessageContaining("strong");
  }

  private static MilvusOptions options(String uri) {
    return MilvusOptions.of(URI.create(uri));
  }
}
