package io.morelli.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.morelli.message.SearchResponse.Match;
import io.morelli.message.SearchResponse.MatchExplanation;
import io.morelli.message.SearchResponse.Omission;
import io.morelli.message.SearchResponse.Picture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawingsTest {

  private static final MatchExplanation UNDRAWN =
      new MatchExplanation(List.of(), null, null, null, null);

  @Test
  void savesWhatIsThereAndSaysWhatIsNot(@TempDir Path folder) throws Exception {
    Path drawings = folder.resolve("new").resolve("folder");
    byte[] png = {1, 2, 3};
    List<String> lines =
        Drawings.save(
            drawings,
            3,
            List.of(
                match("mona-lisa", UNDRAWN.with(new Picture(10, 10, png))),
                match("../" + "ä".repeat(120), UNDRAWN.with(new Picture(10, 10, png))),
                match("last", UNDRAWN.withoutPicture(Omission.NOT_AMONG_FIRST))));
    Path first = drawings.resolve("3-1-mona-lisa.png");
    Path second = drawings.resolve("3-2-.._" + "_".repeat(97) + ".png");
    assertThat(lines)
        .containsExactly(
            "  drawn: " + first, "  drawn: " + second, "  not drawn: last (NOT_AMONG_FIRST)");
    assertThat(first).hasBinaryContent(png);
    assertThat(second).hasBinaryContent(png);
    assertThat(drawings).isDirectoryNotContaining("glob:**/3-3*");
  }

  private static Match match(String id, MatchExplanation explanation) {
    return new Match(
            id, Map.of(), 480, 360, 0.8, 500, 500, 80, 60, "MANY_POINTS", 0.9, null, null, false)
        .explained(explanation);
  }
}
