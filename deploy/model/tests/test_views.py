import numpy
import pytest

from morelli_model import views

from .conftest import picture

SIZES = ((60, 45), (1, 1), (300, 8), (9, 400))


def _mild(picture, other, size, random):
    return views.mild(picture, size, random)


@pytest.mark.parametrize("make", (_mild, views.deformed, views.on_wall))
@pytest.mark.parametrize("shape", SIZES)
def test_any_picture_gives_views_of_the_size(make, shape) -> None:
    pixels, other = numpy.array(picture(1, *shape)), numpy.array(picture(2))
    for seed in range(60):
        view = make(pixels, other, 48, numpy.random.default_rng(seed))
        assert view.shape == (48, 48, 3) and view.dtype == numpy.uint8


@pytest.mark.parametrize("make", (_mild, views.deformed, views.on_wall))
def test_seed_decides(make) -> None:
    pixels, other = numpy.array(picture(1)), numpy.array(picture(2))
    first, again, different = (make(pixels, other, 48, numpy.random.default_rng(seed)) for seed in (5, 5, 6))
    assert (first == again).all()
    assert (first != different).any()


def test_sources_stay_as_they_are() -> None:
    pixels, other = numpy.array(picture(1)), numpy.array(picture(2))
    before = pixels.copy(), other.copy()
    for seed in range(60):
        views.deformed(pixels, other, 48, numpy.random.default_rng(seed))
        views.on_wall(pixels, other, 48, numpy.random.default_rng(seed))
    assert (pixels == before[0]).all() and (other == before[1]).all()


def test_mild_view_still_looks_like_the_picture() -> None:
    pixels = numpy.array(picture(1))
    whole = numpy.array(picture(1).resize((48, 48))).astype(float)
    for seed in range(20):
        view = views.mild(pixels, 48, numpy.random.default_rng(seed)).astype(float)
        assert numpy.corrcoef(whole.flatten(), view.flatten())[0, 1] > 0.6
