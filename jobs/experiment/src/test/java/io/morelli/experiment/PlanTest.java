package io.morelli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.morelli.experiment.Question.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {

  @TempDir private Path folder;

  @Test
  void theSameSeedMakesTheSamePlan() {
    assertThat(questions(plan(7))).isEqualTo(questions(plan(7))).isNotEqualTo(questions(plan(8)));
  }

  @Test
  void aShareOfThePicturesIsAskedInAllDeformations() {
    Plan plan = new Plan(pictures("p", 40), 1);
    plan.deform(EnumSet.allOf(Family.class), 13, 0.1);
    List<Question> deformed =
        questions(plan).stream().filter(q -> q.kind() == Kind.DEFORMED).toList();
    assertThat(deformed).hasSize(4 * 13);
    assertThat(deformed).extracting(Question::expected).containsAll(expected(deformed, 4));
    assertThat(deformed)
        .extracting(Question::recipe)
        .containsAll(Recipes.of(EnumSet.allOf(Family.class)).stream().map(Recipe::name).toList());
  }

  @Test
  void theCopiesOfOnePictureAreTheSameWithoutTheOthers() {
    Plan all = new Plan(pictures("p", 10), 1);
    all.deform(EnumSet.allOf(Family.class), 5, 1);
    Plan one = new Plan(pictures("p", 10), 1);
    one.deform(EnumSet.allOf(Family.class), 5, 1);
    one.onlyCopiesOf(List.of("p3"));
    assertThat(one.collection()).isEqualTo(all.collection());
    assertThat(questions(one).stream().filter(q -> q.kind() == Kind.DEFORMED).toList())
        .hasSize(5)
        .isEqualTo(
            questions(all).stream()
                .filter(q -> q.kind() == Kind.DEFORMED && q.picture().equals("p3"))
                .toList());
    assertThatThrownBy(() -> one.onlyCopiesOf(List.of("p99"))).hasMessageContaining("p99");
  }

  @Test
  void aPictureOutsideTheShareHasNoCopies() {
    Plan plan = new Plan(pictures("p", 10), 1);
    plan.deform(EnumSet.allOf(Family.class), 5, 0.5);
    List<Question> before = questions(plan);
    Set<String> asked =
        before.stream()
            .filter(q -> q.kind() == Kind.DEFORMED)
            .map(Question::picture)
            .collect(Collectors.toSet());
    String left =
        plan.collection().keySet().stream()
            .filter(id -> !asked.contains(id))
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> plan.onlyCopiesOf(List.of(asked.iterator().next(), left)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no copies are asked of the picture " + left);
    assertThat(questions(plan)).isEqualTo(before);
  }

  @Test
  void heldOutPicturesAreAskedButNotIndexed() {
    Plan plan = new Plan(pictures("p", 10), 1);
    plan.holdOut(3);
    plan.deform(EnumSet.of(Family.GEOMETRIC), 2, 1);
    List<Question> absent = questions(plan).stream().filter(q -> q.kind() == Kind.ABSENT).toList();
    assertThat(plan.collection()).hasSize(7);
    assertThat(absent).hasSize(3 * (1 + 2));
    assertThat(absent)
        .extracting(Question::expected)
        .doesNotContainAnyElementsOf(plan.collection().keySet());
    assertThat(plan.files()).hasSize(10);
    assertThatThrownBy(() -> plan.holdOut(7)).hasMessageContaining("7");
  }

  @Test
  void absentPicturesOfTwoFoldersMayHaveTheSameNames() {
    Plan plan = new Plan(pictures("p", 1), 1);
    plan.addAbsent("here", pictures("a", 1));
    plan.addAbsent("there", pictures("a", 1));
    plan.deform(EnumSet.of(Family.GEOMETRIC), 0, 1);
    assertThat(questions(plan))
        .filteredOn(q -> q.kind() == Kind.ABSENT)
        .extracting(Question::expected)
        .containsExactly("absent/here/a0", "absent/there/a0");
    assertThatThrownBy(() -> plan.addAbsent("here", pictures("a", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("absent/here/a0");
  }

  @Test
  void referencesJoinTheCollectionAndAreAskedByName() {
    Plan plan = new Plan(pictures("p", 2), 1);
    plan.addReferences("wall", pictures("r", 3), pictures("r", 2));
    assertThat(plan.collection()).containsKeys("p0", "wall/r0", "wall/r2");
    assertThat(questions(plan))
        .filteredOn(q -> q.kind() == Kind.LABELLED)
        .extracting(Question::expected)
        .containsExactly("wall/r0", "wall/r1");
    assertThatThrownBy(() -> plan.addReferences("other", pictures("r", 1), pictures("q", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("q0.jpg");
    assertThatThrownBy(() -> plan.addReferences("wall", pictures("r", 1), Map.of()))
        .hasMessageContaining("wall/r0");
  }

  @Test
  void labelledPicturesComeFromACsv() throws IOException {
    Files.createDirectory(folder.resolve("crops"));
    for (String name : List.of("crops/a.jpg", "b.jpg", "c.jpg")) {
      Files.createFile(folder.resolve(name));
    }
    Path csv = folder.resolve("labels.csv");
    Files.writeString(
        csv, "image_id,note,query_file\np1,x,crops/a.jpg\nunknown,x,b.jpg\n,x,c.jpg\n");
    Plan plan = new Plan(pictures("p", 2), 1);
    plan.addLabelled(csv);
    List<Question> questions = questions(plan);
    assertThat(questions)
        .extracting(Question::kind)
        .containsExactly(Kind.ITSELF, Kind.ITSELF, Kind.LABELLED, Kind.ABSENT, Kind.ABSENT);
    assertThat(questions.get(2).expected()).isEqualTo("p1");
    assertThat(questions.get(2).file()).isEqualTo(folder.resolve("crops/a.jpg").toString());
  }

  private static Plan plan(long seed) {
    Plan plan = new Plan(pictures("p", 20), seed);
    plan.holdOut(2);
    plan.deform(EnumSet.of(Family.HARD), 3, 0.5);
    return plan;
  }

  private static List<Question> questions(Plan plan) {
    return plan.questions();
  }

  private static List<String> expected(List<Question> questions, int pictures) {
    List<String> ids =
        List.copyOf(new HashSet<>(questions.stream().map(Question::expected).toList()));
    assertThat(ids).hasSize(pictures);
    return ids;
  }

  private static Map<String, Path> pictures(String prefix, int count) {
    Map<String, Path> pictures = new TreeMap<>();
    IntStream.range(0, count)
        .mapToObj(i -> prefix + i)
        .forEach(id -> pictures.put(id, Path.of(id + ".jpg")));
    return pictures;
  }
}
