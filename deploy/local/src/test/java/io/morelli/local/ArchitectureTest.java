package io.morelli.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.morelli.image.Region;
import io.morelli.message.SearchResponse;

/** The rules between the modules; see "Layout" in the design. */
@AnalyzeClasses(
    packages = "io.morelli",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
class ArchitectureTest {

  private static final String[] COMMON = {
    "io.morelli.message..",
    "io.morelli.image..",
    "io.morelli.fetch..",
    "io.morelli.embedding..",
    "io.morelli.features..",
    "io.morelli.decision..",
    "io.morelli.index..",
    "io.morelli.picture..",
    "io.morelli.deformation..",
    "io.morelli.explain.."
  };
  private static final String OPERATORS = "io.morelli.operators..";
  private static final String INGEST = "io.morelli.ingest..";
  private static final String QUERY = "io.morelli.query..";
  private static final String EXPERIMENT = "io.morelli.experiment..";
  private static final String LOCAL = "io.morelli.local..";

  /** A layer without classes fails, too, so none of them goes unchecked. */
  @ArchTest
  static final ArchRule dependenciesRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("common")
          .definedBy(COMMON)
          .layer("operators")
          .definedBy(OPERATORS)
          .layer("ingest")
          .definedBy(INGEST)
          .layer("query")
          .definedBy(QUERY)
          .layer("experiment")
          .definedBy(EXPERIMENT)
          .layer("local")
          .definedBy(LOCAL)
          .whereLayer("operators")
          .mayOnlyBeAccessedByLayers("ingest", "query", "experiment", "local")
          // The experiment runs the graphs of both jobs.
          .whereLayer("ingest")
          .mayOnlyBeAccessedByLayers("experiment", "local")
          .whereLayer("query")
          .mayOnlyBeAccessedByLayers("experiment", "local")
          .whereLayer("experiment")
          .mayOnlyBeAccessedByLayers("local")
          .whereLayer("local")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static void everyPackageOfCommonHasClasses(JavaClasses classes) {
    for (String name : COMMON) {
      assertThat(classes.containPackage(name.replace("..", ""))).as(name).isTrue();
    }
  }

  @ArchTest
  static final ArchRule commonKnowsNoFlink =
      noClasses()
          .that()
          .resideInAnyPackage(COMMON)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.morelli.(**)")
          .should()
          .beFreeOfCycles()
          // An answer names a region of a picture, and what is wrong with a picture has a code.
          .ignoreDependency(SearchResponse.Match.class, Region.class);

  @ArchTest static final ArchRule oneWayToLog = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses().that().resideOutsideOfPackage(LOCAL).should(ACCESS_STANDARD_STREAMS);

  /** What is not made for it is not extended. */
  @ArchTest
  static final ArchRule classesAreFinalOrAbstract =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areNotAnonymousClasses()
          .should()
          .haveModifier(JavaModifier.FINAL)
          .orShould()
          .haveModifier(JavaModifier.ABSTRACT);

  /** The test classes of other modules come as jars once those are packaged. */
  static final class DoNotIncludeTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }
}
