package io.morelli.experiment;

import io.morelli.experiment.Question.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is indexed and what is asked. The same pictures, options and seed make the same plan. Not
 * thread-safe.
 */
public final class Plan {

  private static final String AS_IS = "as it is";

  private final long seed;
  private final SortedMap<String, Path> own;
  private final SortedMap<String, Path> references = new TreeMap<>();
  private final SortedMap<String, Path> absent = new TreeMap<>();
  private final List<Question> questions = new ArrayList<>();

  /**
   * @param pictures of the collection by image id
   */
  public Plan(Map<String, Path> pictures, long seed) {
    this.own = new TreeMap<>(pictures);
    this.seed = seed;
  }

  /**
   * Takes pictures by chance out of the collection; they are asked all the same.
   *
   * @throws IllegalArgumentException if none would remain
   */
  public void holdOut(int count) {
    if (count < 0 || count >= own.size()) {
      throw new IllegalArgumentException(
          "of %d pictures %d cannot be held out".formatted(own.size(), count));
    }
    for (String id : chosen(count)) {
      absent.put(id, own.remove(id));
    }
  }

  /**
   * Adds pictures, by name, that are not in the collection. An id is {@code absent/}, the label,
   * {@code /} and the name.
   *
   * @throws IllegalArgumentException if an id is that of another picture, naming it
   */
  public void addAbsent(String label, Map<String, Path> pictures) {
    pictures.forEach(
        (name, file) -> {
          String id = "absent/" + label + "/" + name;
          requireNew(id);
          absent.put(id, file);
        });
  }

  /**
   * Adds reference pictures to the collection and asks the queries of the same names.
   *
   * @param label prefix of the references' ids, and their group in the report
   * @throws IllegalArgumentException if a query has no reference, or an id is that of another
   *     picture, naming it
   */
  public void addReferences(String label, Map<String, Path> pictures, Map<String, Path> queries) {
    pictures.forEach(
        (name, file) -> {
          String id = label + "/" + name;
          requireNew(id);
          references.put(id, file);
        });
    queries.forEach(
        (name, file) -> {
          if (!pictures.containsKey(name)) {
            throw new IllegalArgumentException(
                "the query %s has no reference of that name".formatted(file));
          }
          questions.add(
              new Question(
                  Kind.LABELLED, label, name, file.toString(), null, 0, label + "/" + name));
        });
  }

  private void requireNew(String id) {
    if (own.containsKey(id) || references.containsKey(id) || absent.containsKey(id)) {
      throw new IllegalArgumentException("two pictures have the image id " + id);
    }
  }

  /**
   * Asks the pictures that a CSV file labels. One without an image id, or with one that the
   * collection does not hold, counts as absent.
   *
   * @throws IOException as {@link LabelledPicture#read}
   */
  public void addLabelled(Path csv) throws IOException {
    for (LabelledPicture picture : LabelledPicture.read(csv)) {
      String id = picture.id().orElse("absent/" + picture.name());
      boolean there = own.containsKey(id) || references.containsKey(id);
      questions.add(
          new Question(
              there ? Kind.LABELLED : Kind.ABSENT,
              csv.getFileName() + (there ? "" : ", absent"),
              picture.name(),
              picture.file().toString(),
              null,
              0,
              id));
    }
  }

  /**
   * Asks deformed copies of a share of the pictures, the families' deformations in turn, and of
   * every absent picture.
   *
   * @param copies of a picture
   * @param share of the collection's own pictures, greater than 0, at most 1
   */
  public void deform(Collection<Family> families, int copies, double share) {
    if (copies < 0 || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "copies must be 0 or more, the share over 0, at most 1: %d, %s".formatted(copies, share));
    }
    List<Recipe> recipes = Recipes.of(families);
    List<String> asked = chosen((int) Math.ceil(share * own.size()));
    Random random = new Random(seed);
    int next = 0;
    for (String id : asked) {
      for (int copy = 0; copy < copies; copy++) {
        Recipe recipe = recipes.get(next++ % recipes.size());
        questions.add(deformed(Kind.DEFORMED, recipe.name(), id, own.get(id), recipe, random));
      }
    }
    for (Map.Entry<String, Path> picture : absent.entrySet()) {
      String id = picture.getKey();
      questions.add(
          new Question(
              Kind.ABSENT, "absent, " + AS_IS, id, picture.getValue().toString(), null, 0, id));
      for (int copy = 0; copy < copies; copy++) {
        Recipe recipe = recipes.get(next++ % recipes.size());
        questions.add(
            deformed(Kind.ABSENT, "absent, deformed", id, picture.getValue(), recipe, random));
      }
    }
  }

  /**
   * Leaves out what {@link #deform} has added of all other pictures; the copies that stay are the
   * same.
   *
   * @throws IllegalArgumentException if no copy of such a picture is asked, naming it
   */
  public void onlyCopiesOf(Collection<String> ids) {
    for (String id : ids) {
      if (!own.containsKey(id)) {
        throw new IllegalArgumentException("the collection has no picture " + id);
      }
      if (questions.stream().noneMatch(question -> isCopyOf(question, id))) {
        throw new IllegalArgumentException("no copies are asked of the picture " + id);
      }
    }
    questions.removeIf(
        question -> question.kind() == Kind.DEFORMED && !ids.contains(question.picture()));
  }

  private static boolean isCopyOf(Question question, String id) {
    return question.kind() == Kind.DEFORMED && question.picture().equals(id);
  }

  private static Question deformed(
      Kind kind, String group, String id, Path file, Recipe recipe, Random random) {
    return new Question(kind, group, id, file.toString(), recipe.name(), random.nextLong(), id);
  }

  private List<String> chosen(int count) {
    List<String> ids = new ArrayList<>(own.keySet());
    Collections.shuffle(ids, new Random(seed));
    return ids.subList(0, count).stream().sorted().toList();
  }

  /** What is indexed: image id to file. */
  public SortedMap<String, Path> collection() {
    SortedMap<String, Path> all = new TreeMap<>(own);
    all.putAll(references);
    return all;
  }

  /** The files of all pictures that have an id, indexed or absent. */
  SortedMap<String, Path> files() {
    SortedMap<String, Path> all = collection();
    all.putAll(absent);
    return all;
  }

  /** Every picture asked for itself, then the questions in the order they were added. */
  List<Question> questions() {
    List<Question> all = new ArrayList<>();
    for (String id : collection().keySet()) {
      all.add(new Question(Kind.ITSELF, "itself", id, null, null, 0, id));
    }
    all.addAll(questions);
    return all;
  }
}
