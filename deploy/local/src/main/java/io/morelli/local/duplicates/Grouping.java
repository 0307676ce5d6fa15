package io.morelli.local.duplicates;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts pairs together to groups: what is the same as the same thing is the same (disjoint sets, the
 * smaller one moving into the larger). The strongest pairs come first, and a pair that would bring
 * two ids together that are known to differ is left out; so the groups do not depend on the order
 * of the pairs.
 */
final class Grouping {

  private static final Comparator<DuplicatePair> STRONGEST_FIRST =
      Comparator.comparing(DuplicatePair::sameFile)
          .thenComparing(DuplicatePair::matchingPoints)
          .thenComparing(DuplicatePair::cosine)
          .reversed()
          .thenComparing(pair -> pair.ids().first())
          .thenComparing(pair -> pair.ids().second());

  private static final Comparator<Group> LARGEST_FIRST =
      Comparator.<Group>comparingInt(group -> group.ids().size())
          .reversed()
          .thenComparing(group -> group.ids().iterator().next());

  private final Set<IdPair> different;

  /** The set of each id; ids of one group share the object. */
  private final Map<String, Set<String>> sets = new HashMap<>();

  private Grouping(Set<IdPair> different) {
    this.different = different;
  }

  /**
   * @param ids at least two, in order
   * @param pairs those within the group, the strongest first
   */
  record Group(Set<String> ids, List<DuplicatePair> pairs) {}

  /**
   * @param different ids that never share a group
   * @return the largest group first
   */
  static List<Group> of(Collection<DuplicatePair> pairs, Set<IdPair> different) {
    List<DuplicatePair> strongestFirst = pairs.stream().sorted(STRONGEST_FIRST).toList();
    Grouping grouping = new Grouping(different);
    strongestFirst.forEach(pair -> grouping.unite(pair.ids()));
    return grouping.groups(strongestFirst);
  }

  private void unite(IdPair ids) {
    Set<String> one = set(ids.first());
    Set<String> other = set(ids.second());
    if (one == other || differ(one, other)) {
      return;
    }
    Set<String> large = one.size() >= other.size() ? one : other;
    Set<String> small = large == one ? other : one;
    large.addAll(small);
    small.forEach(id -> sets.put(id, large));
  }

  private Set<String> set(String id) {
    return sets.computeIfAbsent(id, alone -> new TreeSet<>(Set.of(alone)));
  }

  private boolean differ(Set<String> one, Set<String> other) {
    return !different.isEmpty()
        && one.stream()
            .anyMatch(a -> other.stream().anyMatch(b -> different.contains(IdPair.of(a, b))));
  }

  private List<Group> groups(List<DuplicatePair> pairs) {
    Map<Set<String>, Group> groups = new IdentityHashMap<>();
    for (DuplicatePair pair : pairs) {
      Set<String> set = sets.get(pair.ids().first());
      if (set == sets.get(pair.ids().second())) {
        groups.computeIfAbsent(set, ids -> new Group(ids, new ArrayList<>())).pairs().add(pair);
      }
    }
    return groups.values().stream().sorted(LARGEST_FIRST).toList();
  }
}
