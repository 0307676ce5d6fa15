package io.morelli.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.decision.Rule;
import io.morelli.message.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What programs meet in answers and dead letters is explained to people. */
class CodesPageTest {

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyErrorCodeIsExplained(ErrorCode code) throws IOException {
    assertThat(page("docs/codes.md")).content().contains("\n| `%s` | ".formatted(code));
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void everyRuleIsExplained(Rule rule) throws IOException {
    assertThat(page("README.md")).content().contains(" | `%s` |\n".formatted(rule));
  }

  private static Path page(String name) {
    return ProjectRoot.find().resolve(name);
  }
}
