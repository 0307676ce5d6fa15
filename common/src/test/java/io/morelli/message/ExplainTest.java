package io.morelli.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplainTest {

  @Test
  void readsWhatIsWanted() throws Exception {
    assertThat(Explain.parse("false")).isEmpty();
    assertThat(Explain.parse("true")).containsExactly(Explain.REJECTED);
    assertThat(Explain.parse("rejected")).containsExactly(Explain.REJECTED);
    assertThat(Explain.parse("matches")).containsExactly(Explain.MATCHES);
    assertThat(Explain.parse("matches, true")).containsExactly(Explain.REJECTED, Explain.MATCHES);
  }

  @Test
  void aPictureComesWithItsPairs() throws Exception {
    assertThat(Explain.parse("picture")).containsExactly(Explain.MATCHES, Explain.PICTURE);
  }

  @Test
  void namesWhatItDoesNotKnow() {
    for (String header : List.of("", "maybe", "Picture", "matches,", "false,matches", "a,b")) {
      String value = header.equals("a,b") ? "a" : header.replaceFirst("matches,|,matches", "");
      assertThatExceptionOfType(RejectedException.class)
          .as(header)
          .isThrownBy(() -> Explain.parse(header))
          .withMessageContaining("'" + value + "'")
          .extracting(RejectedException::code)
          .isEqualTo(ErrorCode.INVALID_REQUEST);
    }
  }

  @Test
  void writesWhatItReads() throws Exception {
    assertThat(Explain.format(Set.of(Explain.PICTURE, Explain.REJECTED)))
        .isEqualTo("rejected,picture");
    Set<Explain> all = EnumSet.allOf(Explain.class);
    assertThat(Explain.parse(Explain.format(all))).isEqualTo(all);
  }
}
