package io.morelli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RegionTest {

  @Test
  void aPartOfAPartIsAPart() {
    Region half = new Region(0.5, 0, 0.5, 1);
    assertThat(new Region(0.5, 0.25, 0.5, 0.5).within(half))
        .isEqualTo(new Region(0.75, 0.25, 0.25, 0.5));
    assertThat(half.within(Region.WHOLE)).isEqualTo(half);
  }

  @Test
  void roundingLeadsNowhereBeyondTheEdge() {
    Region asked = new Region(0.119, 0, 0.8810000010000002, 1);
    for (Region part : Region.OVERLAPPING) {
      Region within = part.within(asked);
      assertThat(within.x() + within.width()).isLessThanOrEqualTo(1 + 1e-12);
      assertThat(within.width()).isCloseTo(part.width() * asked.width(), within(1e-8));
    }
  }
}
