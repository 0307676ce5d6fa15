package io.morelli.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.IndexParam.IndexType;
import io.morelli.index.MilvusOptions.Access;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MilvusOptionsTest {

  @Test
  void onlyTheHostIsNeeded() {
    MilvusOptions expected =
        new MilvusOptions(
            "http://milvus:19530",
            "default",
            "morelli",
            "",
            "",
            MilvusVectorIndex.DEFAULT,
            ConsistencyLevel.BOUNDED,
            Duration.ofSeconds(5),
            3,
            200,
            new Access("", "", ""));
    assertThat(options("milvus://milvus")).isEqualTo(expected);
    assertThat(options("milvus://milvus:19530/")).isEqualTo(expected);
  }

  @Test
  void everythingMayBeSet() {
    assertThat(
            options(
                "milvus://host:1/art?alias=live&collection=next&partition-key=tenant&index=IVF_SQ8"
                    + "&index.nlist=64&search.nprobe=8&consistency=strong&deadline=PT0.5S&tries=1"
                    + "&batch=10&tls=true&tls-ca=/etc/ca.pem&token-file=/run/token"))
        .isEqualTo(
            new MilvusOptions(
                "https://host:1",
                "art",
                "live",
                "next",
                "tenant",
                new MilvusVectorIndex(
                    IndexType.IVF_SQ8, Map.of("nlist", "64"), Map.of("nprobe", "8")),
                ConsistencyLevel.STRONG,
                Duration.ofMillis(500),
                1,
                10,
                new Access("/run/token", "", "/etc/ca.pem")));
  }

  @Test
  void theTokenComesFromAFileOrTheEnvironment(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "root:secret\n");
    MilvusOptions options = options("milvus://host/?token-file=" + file);
    assertThat(options.access().token()).isEqualTo("root:secret");
    assertThat(options.toString()).doesNotContain("secret");
    assertThat(options("milvus://host/?token-env=PATH").access().token())
        .isEqualTo(System.getenv("PATH"));
    assertThat(options("milvus://host/").access().token()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("milvus://host/?token-file=/absent/token").access().token())
        .withMessageContaining("/absent/token");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("milvus://host/?token-env=NOT_SET_HERE").access().token())
        .withMessageContaining("NOT_SET_HERE");
  }

  @Test
  void aPasswordInTheUriIsRefusedAndNotShown() {
    for (String uri : List.of("milvus://root:secret@host/", "http://root:secret@host/")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> options(uri))
          .withMessageNotContaining("secret");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "colour=red, colour",
    "consistency=weak, weak",
    "deadline=5s, 5s",
    "deadline=PT0S, PT0S",
    "tls=yes, yes",
    "strong, strong",
    "index=TREE, TREE",
    "index=BIN_FLAT, BIN_FLAT",
    "tries=few, few",
    "tries=0, 0",
    "batch=201, 201",
    "token-file=a&token-env=B, token-env"
  })
  void mistakesAreNamed(String option, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("milvus://host/?" + option))
        .withMessageContaining(named);
  }

  @Test
  void theBreadthOfASearchGrowsWithWhatIsAskedFor() {
    assertThat(MilvusVectorIndex.DEFAULT.searchParameters(10)).isEqualTo(Map.of("ef", 200));
    assertThat(MilvusVectorIndex.DEFAULT.searchParameters(1_000)).isEqualTo(Map.of("ef", 2_000));
    assertThat(
            MilvusVectorIndex.of("DISKANN", Map.of(), Map.of("search_list", "50"))
                .searchParameters(10))
        .isEqualTo(Map.of("search_list", "50"));
    assertThat(MilvusVectorIndex.of("FLAT", Map.of(), Map.of()).searchParameters(10)).isEmpty();
  }

  @Test
  void aNewIndexTypeNeedsANewServer() {
    MilvusVectorIndex quantised = MilvusVectorIndex.of("IVF_RABITQ", Map.of(), Map.of());
    quantised.checkSupported("v2.6.4");
    quantised.checkSupported("3.0.1");
    quantised.checkSupported("milvus_lite-3.2.2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> quantised.checkSupported("v2.5.11"))
        .withMessageContaining("IVF_RABITQ")
        .withMessageContaining("2.6")
        .withMessageContaining("v2.5.11");
  }

  private static MilvusOptions options(String uri) {
    return MilvusOptions.of(URI.create(uri));
  }
}
