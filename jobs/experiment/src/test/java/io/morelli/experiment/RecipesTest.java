package io.morelli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.morelli.image.RgbImage;
import io.morelli.testing.TestPictures;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecipesTest {

  @Test
  void everyRecipeChangesAPictureAndIsFoundByItsName() {
    RgbImage picture = TestPictures.rgb(TestPictures.collage(1));
    List<Recipe> recipes = Recipes.of(EnumSet.allOf(Family.class));
    assertThat(recipes).extracting(Recipe::name).doesNotHaveDuplicates();
    for (Recipe recipe : recipes) {
      assertThat(Recipes.named(recipe.name())).isSameAs(recipe);
      for (long seed = 0; seed < 3; seed++) {
        RgbImage deformed = recipe.draw().apply(new Random(seed)).apply(picture, seed);
        assertThat(deformed).as(recipe.name()).isNotEqualTo(picture);
        assertThat(Math.min(deformed.width(), deformed.height())).isGreaterThan(60);
      }
    }
  }

  @Test
  void familiesKeepTheirOrder() {
    assertThat(Recipes.of(List.of(Family.HARD, Family.GEOMETRIC, Family.HARD)))
        .startsWith(Recipes.of(List.of(Family.GEOMETRIC)).get(0))
        .doesNotHaveDuplicates();
  }

  @Test
  void anUnknownRecipeIsNamed() {
    assertThatThrownBy(() -> Recipes.named("upside down")).hasMessageContaining("upside down");
  }
}
