"""Random deformed views of a picture for training, on uint8 RGB arrays.

A view is made by one geometric warp (crop, rotation, shear, perspective and scale composed) and a few cheap operations
on the small result, so that making it costs about a millisecond.
"""

import math
import string

import cv2
import numpy
from numpy import ndarray
from numpy.random import Generator

_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX)


def mild(picture: ndarray, size: int, random: Generator) -> ndarray:
    """As a gallery holds it: uint8 [size, size, 3], at most slightly cropped, recompressed or shifted in colour."""
    view = _warped(picture, size, random, area=(0.8, 1.0))
    if random.random() < 0.5:
        view = _color(view, random, strength=0.15)
    return _jpeg(view, random, quality=(60, 95))


def deformed(picture: ndarray, other: ndarray, size: int, random: Generator) -> ndarray:
    """As somebody edits a copy: uint8 [size, size, 3]; `other` is any other picture, for overlays."""
    if random.random() < 0.15:
        picture = _in_frame(picture, random)
    turned = random.choice(4, p=(0.55, 0.15, 0.15, 0.15))
    angle = 90.0 * turned + (random.uniform(-45, 45) if random.random() < 0.35 else 0)
    bent = random.random() < 0.4
    view = _warped(
        picture,
        size,
        random,
        area=(0.1, 1.0),
        angle=angle,
        flip=random.random() < 0.3,
        shear=random.uniform(-0.2, 0.2) if bent else 0,
        perspective=0.15 if bent else 0,
        fill=_fill(random, other, size),
    )
    if random.random() < 0.12:
        view = _picture_in_picture(view, other, random)
    if random.random() < 0.15:
        _write_text(view, random)
    if random.random() < 0.15:
        _paste_logo(view, other, random)
    if random.random() < 0.5:
        view = _color(view, random, strength=0.5)
    if random.random() < 0.12:
        view = _grey(view)
    return _camera(view, random, quality=(5, 90))


def on_wall(picture: ndarray, other: ndarray, size: int, random: Generator) -> ndarray:
    """As a visitor photographs a hanging picture, or somebody a book on a table: uint8 [size, size, 3].

    Frame, surroundings, oblique perspective, uneven light, glare, people in the way; often only a part of the picture,
    often a small picture in a large photograph.
    """
    if random.random() < 0.4:
        picture = _dimmed(picture, random)
    framed = _in_frame(_on_mat(picture, random), random) if random.random() < 0.75 else picture
    view = _surroundings(other, size, random)
    # Side of the framed picture as a share of the photograph: small, filling, or larger than the photograph.
    share = math.exp(random.uniform(math.log(0.35), math.log(1.6)))
    framed = _shrunk_for(framed, share * size)
    height, width = framed.shape[:2]
    corners = _hung(width / height, size, share, random)
    transform = cv2.getPerspectiveTransform(_corners(width, height), corners)
    shadow = cv2.fillConvexPoly(
        numpy.zeros((size, size), numpy.uint8), (corners + size * random.uniform(0.0, 0.05, 2)).astype(numpy.int32), 1
    )
    cv2.copyTo(cv2.convertScaleAbs(view, alpha=random.uniform(0.4, 0.9)), shadow, view)
    cv2.warpPerspective(
        framed, transform, (size, size), dst=view, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )
    if random.random() < 0.2:
        _person(view, random)
    if random.random() < 0.8:
        view = _uneven_light(view, random)
    if random.random() < 0.25:
        view = _reflection(view, other, random)
    if random.random() < 0.35:
        view = _glare(view, random)
    view = _veil(view, random) if random.random() < 0.5 else _color(view, random, strength=0.3)
    return _camera(view, random, quality=(20, 90))


def _corners(width: float, height: float) -> ndarray:
    return numpy.array([(0, 0), (width, 0), (width, height), (0, height)], numpy.float32)


def _turned(points: ndarray, angle: float) -> ndarray:
    radians = math.radians(angle)
    turn = numpy.array([(math.cos(radians), math.sin(radians)), (-math.sin(radians), math.cos(radians))])
    return points @ turn


def _warped(
    picture: ndarray,
    size: int,
    random: Generator,
    area: tuple[float, float],
    angle: float = 0.0,
    flip: bool = False,
    shear: float = 0.0,
    perspective: float = 0.0,
    fill: ndarray | None = None,
) -> ndarray:
    """Crops to a random share of the area (small ones as likely as large ones) and maps the crop onto the square."""
    height, width = picture.shape[:2]
    share = math.exp(random.uniform(math.log(area[0]), math.log(area[1])))
    aspect = math.exp(random.uniform(-0.2, 0.2))
    crop_width = width * min(1.0, math.sqrt(share * aspect))
    crop_height = height * min(1.0, math.sqrt(share / aspect))
    left, top = random.uniform(0, width - crop_width + 1e-6), random.uniform(0, height - crop_height + 1e-6)
    source = _corners(crop_width, crop_height) + numpy.float32((left, top))
    target = _corners(1.0, 1.0) - 0.5
    if flip:
        target[:, 0] *= -1
    target[:, 0] += shear * target[:, 1]
    target = _turned(target, angle)
    target = target + random.uniform(-perspective, perspective, (4, 2))
    # Turned corners reach outside the square. Fit them in, or cut them off: people do both.
    if random.random() < 0.5:
        target = target / max(1.0, 2 * numpy.abs(target).max())
    target = ((target + 0.5) * size).astype(numpy.float32)
    shrunk = _shrunk_for(picture, size * max(width / crop_width, height / crop_height))
    factor = shrunk.shape[1] / width, shrunk.shape[0] / height
    transform = cv2.getPerspectiveTransform(source * numpy.float32(factor), target)
    if fill is None:
        return cv2.warpPerspective(
            shrunk, transform, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
    return cv2.warpPerspective(
        shrunk, transform, (size, size), dst=fill.copy(), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )


def _shrunk_for(picture: ndarray, side: float) -> ndarray:
    """Shrinks a picture that is much larger than `side`: a bilinear warp alone would alias."""
    factor = side / min(picture.shape[:2])
    if factor > 0.7:
        return picture
    wanted = max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor))
    return cv2.resize(picture, wanted, interpolation=cv2.INTER_AREA)


def _fill(random: Generator, other: ndarray, size: int) -> ndarray:
    """What shows where a turned picture does not reach: black, white, any colour, noise or another picture."""
    kind = random.integers(5)
    if kind == 4:
        return cv2.resize(other, (size, size), interpolation=cv2.INTER_LINEAR)
    if kind == 3:
        return random.integers(0, 256, (size, size, 3), dtype=numpy.uint8)
    color = (0, 0, 0) if kind == 0 else (255, 255, 255) if kind == 1 else random.integers(0, 256, 3)
    return numpy.full((size, size, 3), color, numpy.uint8)


def _in_frame(picture: ndarray, random: Generator) -> ndarray:
    """One to three borders of random width and colour around the picture, as mats, frames and screenshots have."""
    side = min(picture.shape[:2])
    for _ in range(random.integers(1, 4)):
        width = max(1, int(side * random.uniform(0.01, 0.12)))
        base = random.integers(0, 256)
        color = numpy.clip(base + random.integers(-30, 31, 3), 0, 255).tolist()
        top, bottom, left, right = (width,) * 4
        if random.random() < 0.2:
            top = bottom = 0
        picture = cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_CONSTANT, value=color)
    return picture


def _on_mat(picture: ndarray, random: Generator) -> ndarray:
    """Sometimes a wide light mat, as drawings and watercolours have."""
    if random.random() < 0.6:
        return picture
    margins = (min(picture.shape[:2]) * random.uniform(0.08, 0.5) * random.uniform(0.7, 1.3, 4)).astype(int).tolist()
    color = numpy.clip(random.integers(170, 250) + random.integers(-15, 16, 3), 0, 255).tolist()
    return cv2.copyMakeBorder(picture, *margins, cv2.BORDER_CONSTANT, value=color)


def _surroundings(other: ndarray, size: int, random: Generator) -> ndarray:
    """A plain, a textured, or a cluttered wall."""
    kind = random.random()
    if kind < 0.4:
        low, high = random.uniform(0.1, 0.4), random.uniform(0.5, 1.0)
        height, width = other.shape[:2]
        box = other[: max(8, int(height * high)), int(width * low) :]
        view = cv2.resize(box, (size, size), interpolation=cv2.INTER_LINEAR)
        return cv2.GaussianBlur(view, (0, 0), random.uniform(0.5, 4)) if random.random() < 0.7 else view
    color = numpy.clip(random.integers(20, 256) + random.integers(-40, 41, 3), 0, 255)
    view = numpy.full((size, size, 3), color, numpy.uint8)
    if kind < 0.7:
        grain = _noise((size, size), random.uniform(0, 12), random)
        view = cv2.add(view, cv2.cvtColor(grain, cv2.COLOR_GRAY2RGB), dtype=cv2.CV_8U)
    if random.random() < 0.3:
        floor = int(size * random.uniform(0.7, 1.0))
        view[floor:] = random.integers(0, 256, 3)
    if random.random() < 0.3:
        _neighbour(view, other, random)
    return view


def _neighbour(view: ndarray, other: ndarray, random: Generator) -> None:
    """Another framed picture on the same wall, mostly cut off."""
    size = view.shape[0]
    side = int(size * random.uniform(0.2, 0.5))
    hung = cv2.resize(_in_frame(other, random), (side, side), interpolation=cv2.INTER_AREA)
    left = random.integers(-side // 2, 1) if random.random() < 0.5 else random.integers(size - side, size - side // 2)
    _paste(view, hung, int(left), int(random.integers(-side // 2, size - side // 2)))


def _dimmed(picture: ndarray, random: Generator) -> ndarray:
    """Darker, flatter and paler than what hangs around it: cameras expose for a bright wall or mat."""
    gain, gamma, haze = random.uniform(0.25, 0.9), random.uniform(0.8, 1.6), random.uniform(0, 60)
    levels = (numpy.arange(256) / 255) ** gamma * 255 * gain + haze
    dark = cv2.LUT(picture, numpy.clip(levels, 0, 255).astype(numpy.uint8))
    color = random.uniform(0.2, 1.0)
    return cv2.addWeighted(dark, color, _grey(dark), 1 - color, 0)


def _grey(view: ndarray) -> ndarray:
    return cv2.cvtColor(cv2.cvtColor(view, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)


def _hung(proportion: float, size: int, share: float, random: Generator) -> ndarray:
    """Where the corners of the framed picture come to lie: a pinhole camera before a tilted rectangle."""
    # Half the photographs keep the picture's proportions; squeezing them to a square distorts the others.
    aspect = math.sqrt(proportion) if random.random() < 0.5 else math.exp(random.uniform(-0.25, 0.25))
    flat = (_corners(1.0, 1.0) - 0.5) * (aspect, 1 / aspect)
    kind = random.random()
    if kind < 0.35:
        flat = _turned(flat, random.normal(0, 8))
    elif kind < 0.6:
        flat = _turned(flat, random.uniform(-180, 180))
    yaw = math.radians(random.uniform(-55, 55) if random.random() < 0.5 else random.uniform(-15, 15))
    pitch = math.radians(random.uniform(-30, 30) if random.random() < 0.5 else random.uniform(-8, 8))
    x, y = flat[:, 0] * math.cos(yaw), flat[:, 1] * math.cos(pitch)
    depth = 1.3 + flat[:, 0] * math.sin(yaw) + flat[:, 1] * math.sin(pitch)
    seen = numpy.stack((x, y), 1) * (1.3 / depth)[:, None] * share
    # A small picture may hang anywhere in the photograph, a large one is cut off at some side.
    slack = abs(1 - share) / 2 + 0.05
    center = 0.5 + random.uniform(-slack, slack, 2)
    return ((seen + center) * size).astype(numpy.float32)


def _person(view: ndarray, random: Generator) -> None:
    """A dark head and shoulders, or a post, before the lower or side part of the photograph."""
    size = view.shape[0]
    color = random.integers(0, 120, 3).tolist()
    x = int(random.uniform(0, size))
    if random.random() < 0.5:
        y, head = int(size * random.uniform(0.6, 1.0)), int(size * random.uniform(0.05, 0.12))
        cv2.circle(view, (x, y), head, color, cv2.FILLED, cv2.LINE_AA)
        cv2.ellipse(view, (x, y + 3 * head), (2 * head, 2 * head), 0, 0, 360, color, cv2.FILLED, cv2.LINE_AA)
    else:
        cv2.rectangle(view, (x, 0), (x + int(size * random.uniform(0.03, 0.12)), size), color, cv2.FILLED)


def _uneven_light(view: ndarray, random: Generator) -> ndarray:
    """A smooth field of light between a third and twice, with a cast of colour."""
    coarse = numpy.exp(random.normal(0, 0.28, (3, 3))).astype(numpy.float32)
    light = cv2.resize(coarse, view.shape[:2], interpolation=cv2.INTER_CUBIC).clip(0.3, 2.0)
    cast = random.uniform(0.85, 1.15, 3).astype(numpy.float32)
    return cv2.multiply(view, light[:, :, None] * cast, dtype=cv2.CV_8U)


def _glare(view: ndarray, random: Generator) -> ndarray:
    """Lamps in the glass: one to three soft or hard ellipses of white light."""
    size = view.shape[0]
    light = numpy.zeros((size, size), numpy.float32)
    for _ in range(random.integers(1, 4)):
        center = tuple(int(c) for c in random.integers(0, size, 2))
        axes = tuple(int(size * a) for a in random.uniform(0.02, 0.2, 2))
        cv2.ellipse(light, center, axes, random.uniform(0, 180), 0, 360, random.uniform(60, 320), cv2.FILLED)
    light = cv2.GaussianBlur(light, (0, 0), size * random.uniform(0.005, 0.06))
    return cv2.add(view, cv2.cvtColor(light, cv2.COLOR_GRAY2RGB), dtype=cv2.CV_8U)


def _reflection(view: ndarray, other: ndarray, random: Generator) -> ndarray:
    """The room mirrored in the glass: another picture added within a slanted quadrangle."""
    size = view.shape[0]
    corners = (_corners(1.0, 1.0) - 0.5) * random.uniform(0.15, 0.7, 2) + random.uniform(0.1, 0.9, 2)
    corners = ((corners + random.uniform(-0.06, 0.06, (4, 2))) * size).astype(numpy.float32)
    transform = cv2.getPerspectiveTransform(_corners(other.shape[1], other.shape[0]), corners)
    mirrored = cv2.GaussianBlur(cv2.warpPerspective(other, transform, (size, size)), (0, 0), size * 0.008)
    return cv2.addWeighted(view, 1.0, mirrored, random.uniform(0.15, 0.7), 0)


def _veil(view: ndarray, random: Generator) -> ndarray:
    """Haze over everything, mostly with a cast of colour: a cheap camera in artificial light."""
    strength = random.uniform(0.1, 0.5)
    haze = numpy.clip(random.integers(60, 220) + random.integers(-35, 36, 3), 0, 255)
    table = numpy.arange(256)[:, None] * (1 - strength) * random.uniform(0.75, 1.1) + haze * strength
    return cv2.LUT(view, numpy.clip(table, 0, 255).astype(numpy.uint8).reshape(1, 256, 3))


def _picture_in_picture(view: ndarray, other: ndarray, random: Generator) -> ndarray:
    """The view, at 50 to 90 % of the side, somewhere on another picture."""
    size = view.shape[0]
    side = int(size * random.uniform(0.5, 0.9))
    result = cv2.resize(other, (size, size), interpolation=cv2.INTER_LINEAR)
    left, top = random.integers(0, size - side + 1, 2)
    result[top : top + side, left : left + side] = cv2.resize(view, (side, side), interpolation=cv2.INTER_AREA)
    return result


def _write_text(view: ndarray, random: Generator) -> None:
    size = view.shape[0]
    for _ in range(random.integers(1, 4)):
        text = "".join(random.choice(list(string.ascii_letters + "  "), random.integers(3, 16)))
        place = int(random.uniform(-0.1, 0.6) * size), int(random.uniform(0.1, 1.0) * size)
        scale = size / 224 * random.uniform(0.4, 2.0)
        color = random.integers(0, 256, 3).tolist()
        font = _FONTS[random.integers(len(_FONTS))]
        cv2.putText(view, text, place, font, scale, color, int(random.integers(1, 4)), cv2.LINE_AA)


def _paste_logo(view: ndarray, other: ndarray, random: Generator) -> None:
    size = view.shape[0]
    side = int(size * random.uniform(0.08, 0.35))
    logo = cv2.resize(other, (side, side), interpolation=cv2.INTER_AREA)
    _paste(view, logo, *(int(p) for p in random.integers(0, size - side, 2)))


def _paste(view: ndarray, patch: ndarray, left: int, top: int) -> None:
    """Writes the part of `patch` that lies inside `view`."""
    right, bottom = left + patch.shape[1], top + patch.shape[0]
    inside = patch[max(0, -top) : patch.shape[0] - max(0, bottom - view.shape[0]),
                   max(0, -left) : patch.shape[1] - max(0, right - view.shape[1])]  # fmt: skip
    top, left = max(0, top), max(0, left)
    view[top : top + inside.shape[0], left : left + inside.shape[1]] = inside


def _color(view: ndarray, random: Generator, strength: float) -> ndarray:
    """Brightness, contrast and gain of each channel by one lookup table; then saturation, and sometimes hue."""
    brightness = math.exp(random.uniform(-1, 1) * strength)
    contrast = math.exp(random.uniform(-1, 1) * strength)
    gain = numpy.exp(random.uniform(-0.25, 0.25, 3) * strength)
    levels = (numpy.arange(256)[:, None] * brightness * gain - 128) * contrast + 128
    table = numpy.clip(levels, 0, 255).astype(numpy.uint8).reshape(1, 256, 3)
    view = cv2.LUT(view, table)
    if random.random() < 0.4:
        hsv = cv2.cvtColor(view, cv2.COLOR_RGB2HSV)
        if random.random() < 0.5:
            shift = int(random.uniform(-60, 60) * strength)
            hsv[:, :, 0] = (hsv[:, :, 0].astype(numpy.int16) + shift) % 180
        factor = math.exp(random.uniform(-1.5, 1) * strength)
        hsv[:, :, 1] = cv2.convertScaleAbs(hsv[:, :, 1], alpha=factor)
        view = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    return view


def _camera(view: ndarray, random: Generator, quality: tuple[int, int]) -> ndarray:
    """What lens, sensor and file add: fewer pixels, defocus or motion, noise, JPEG."""
    size = view.shape[0]
    if random.random() < 0.25:
        small = int(size * random.uniform(0.25, 0.8))
        view = cv2.resize(view, (small, small), interpolation=cv2.INTER_AREA)
        view = cv2.resize(view, (size, size), interpolation=cv2.INTER_LINEAR)
    blurred = random.random()
    if blurred < 0.2:
        view = cv2.GaussianBlur(view, (0, 0), size / 224 * random.uniform(0.5, 3.5))
    elif blurred < 0.3:
        view = _motion_blur(view, random)
    if random.random() < 0.2:
        view = cv2.add(view, _noise(view.shape, random.uniform(3, 20), random), dtype=cv2.CV_8U)
    return _jpeg(view, random, quality) if random.random() < 0.5 else view


def _noise(shape: tuple[int, ...], deviation: float, random: Generator) -> ndarray:
    """Gaussian, float32. OpenCV makes it ten times as fast as NumPy."""
    cv2.setRNGSeed(int(random.integers(1 << 31)))
    noise = numpy.empty(shape, numpy.float32)
    return cv2.randn(noise, (0,) * 4, (deviation,) * 4)


def _motion_blur(view: ndarray, random: Generator) -> ndarray:
    length = int(random.integers(3, 10))
    kernel = numpy.zeros((length, length), numpy.float32)
    middle = length / 2 - 0.5
    reach = _turned(numpy.array([(middle, 0.0)]), random.uniform(0, 180))[0]
    ends = [tuple(int(round(c)) for c in (middle + sign * reach)) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    return cv2.filter2D(view, -1, kernel / kernel.sum())


def _jpeg(view: ndarray, random: Generator, quality: tuple[int, int]) -> ndarray:
    # OpenCV's encoder takes BGR, and luminance is kept better than colour.
    _, encoded = cv2.imencode(
        ".jpg",
        cv2.cvtColor(view, cv2.COLOR_RGB2BGR),
        (cv2.IMWRITE_JPEG_QUALITY, int(random.integers(quality[0], quality[1] + 1))),
    )
    return cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB)
