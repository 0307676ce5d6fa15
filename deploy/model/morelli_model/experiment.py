"""How well vectors alone find pictures again, by exact search: methods side by side on the same queries."""

import csv
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Callable, Iterator

import numpy
import torch
from PIL import Image
from torch import Tensor

from . import pictures, recall, report, whitening
from .deformations import DEFORMATIONS
from .methods import PerceptualHashMethod
from .model_file import model_input

WHITENED_DIMENSION = 256


@dataclass(frozen=True)
class QuerySet:
    """Queries, made when they are needed, and the gallery rows that answer each."""

    name: str
    queries: list[Callable[[], Image.Image]]
    answers: list[int]


@dataclass(frozen=True)
class Row:
    """A line of the result; recall in per cent."""

    method: str
    size: int
    queries: str
    count: int
    recall_at_1: float
    recall_at_10: float
    recall_at_100: float


class Gallery:
    """The pictures that are searched, and the query sets that belong to them."""

    def __init__(self, folder: Path):
        self.pictures = pictures.readable(pictures.read(folder))
        self._own = len(self.pictures)
        self.query_sets: list[QuerySet] = []

    def add_deformations(self, count: int, seed: int) -> None:
        """`count` random pictures of the gallery for each deformation; all where there are fewer."""
        if count < 1:
            raise ValueError(f"queries must be at least 1: {count}")
        for number, (name, deform) in enumerate(DEFORMATIONS.items()):
            random = numpy.random.default_rng((seed, number))
            rows = random.permutation(self._own)[:count].tolist()
            queries = [self._deformed(row, deform, (seed, number, row)) for row in rows]
            self._add(QuerySet(name, queries, rows))

    def add_labelled(self, table: Path) -> None:
        """Queries of a CSV file: query_file, relative to it, and image_id, a file name without its suffix."""
        rows: dict[str, int] = {}
        for row, picture in enumerate(self.pictures):
            first = rows.setdefault(Path(picture.name).stem, row)
            if first != row:
                raise ValueError(f"{self.pictures[first].name} and {picture.name} have the same image_id")
        queries, answers = [], []
        with open(table, newline="") as lines:
            reader = csv.DictReader(lines)
            for column in ("query_file", "image_id"):
                if column not in (reader.fieldnames or ()):
                    raise ValueError(f"{table} has no column {column}")
            for line in reader:
                if line["image_id"] not in rows:
                    raise ValueError(f"{table} names image_id {line['image_id']}, which is not in the gallery")
                file = table.parent / line["query_file"]
                if not file.is_file():
                    raise ValueError(f"{table} names query_file {line['query_file']}, which is not there")
                queries.append(_checked(pictures.Picture(str(file), file)))
                answers.append(rows[line["image_id"]])
        if not queries:
            raise ValueError(f"{table} names no queries")
        self._add(QuerySet(table.stem, queries, answers))

    def add_pairs(self, folder: Path) -> None:
        """The folders `query` and `reference`: equal file names show the same. The references join the gallery."""
        first = len(self.pictures)
        references = pictures.readable(pictures.read(folder / "reference"))
        rows = {p.name: first + row for row, p in enumerate(references)}
        queries = pictures.read(folder / "query")
        lost = [q.name for q in queries if q.name not in rows]
        if lost:
            raise ValueError(f"{folder / 'query' / lost[0]} has no reference")
        self.pictures += references
        answers = [rows[q.name] for q in queries]
        self._add(QuerySet(folder.name, [_checked(q) for q in queries], answers))

    def _add(self, queries: QuerySet) -> None:
        """The report tells query sets by their names: ValueError if there is one of this name."""
        if queries.name in [s.name for s in self.query_sets]:
            raise ValueError(f"two query sets are called {queries.name}: rename a file or folder")
        self.query_sets.append(queries)

    def _deformed(self, row: int, deform: Callable, seed: tuple[int, ...]) -> Callable[[], Image.Image]:
        return lambda: deform(self.pictures[row].image(), numpy.random.default_rng(seed))


def _checked(query: pictures.Picture) -> Callable[[], Image.Image]:
    """How it is decoded later. ValueError naming it if it cannot be: that must show before long work, not after."""
    query.image()
    return query.image


def run(gallery: Gallery, methods: list, sizes: list[int], device: torch.device, out: Path) -> list[Row]:
    """Measures, and writes `experiment.json`, `experiment.md` and `experiment.png` into the folder `out`."""
    sources = [p.image for p in gallery.pictures] + [q for s in gallery.query_sets for q in s.queries]
    methods = [PerceptualHashMethod(), *methods]
    rows = []
    same = None
    for size in sizes:
        wanted = [m for m in methods if m.fixed_size is None or size == sizes[0]]
        vectors = _vectors(sources, wanted, size, device)
        if same is None:
            same = recall.duplicates(
                vectors["pHash, 64 bits", PerceptualHashMethod.fixed_size][: len(gallery.pictures)]
            )
        for method, side, values in _with_whitened(vectors, methods, len(gallery.pictures)):
            rows += _rows(gallery, method, side, values, same)
    twins = sum(len(s) > 1 for s in same)
    out.mkdir(parents=True, exist_ok=True)
    result = {
        "gallery": len(gallery.pictures),
        "gallery_pictures_with_a_duplicate": twins,
        "rows": [asdict(r) for r in rows],
    }
    (out / "experiment.json").write_text(json.dumps(result, indent=1) + "\n")
    (out / "experiment.md").write_text(report.markdown(rows, len(gallery.pictures), twins))
    report.plot(rows, out / "experiment.png")
    return rows


def _vectors(sources: list[Callable], methods: list, size: int, device: torch.device) -> dict[tuple[str, int], Tensor]:
    """By kind and side of the pictures, [pictures, D]: the gallery's first, then the queries', set by set.

    Every picture is decoded once. Vectors go into memory that was taken at once: what is kept between the large maps of
    each batch keeps the C library from giving these back, which once grew to 24 GB.
    """
    result: dict[tuple[str, int], Tensor] = {}
    started = time.monotonic()
    for start, images in _in_batches(sources, 16):
        pixels = torch.cat([model_input(i, size) for i in images]).to(device)
        for method in methods:
            for kind, values in method.vectors(images, pixels).items():
                key = kind, method.fixed_size or size
                if key not in result:
                    result[key] = torch.empty(len(sources), values.shape[1])
                result[key][start : start + len(images)] = values
        done = start + len(images)
        left = (time.monotonic() - started) * (len(sources) / done - 1) / 60
        print(f"\r{size} px: {done:,} of {len(sources):,} pictures, {left:.1f} min left ", end="", file=sys.stderr)
    print(file=sys.stderr)
    return result


def _in_batches(sources: list[Callable], batch: int) -> Iterator[tuple[int, list[Image.Image]]]:
    for start in range(0, len(sources), batch):
        yield start, [make() for make in sources[start : start + batch]]


def _with_whitened(
    vectors: dict[tuple[str, int], Tensor], methods: list, gallery: int
) -> Iterator[tuple[str, int, Tensor]]:
    """Raw vectors and, where a method wants it, the same whitened on the gallery."""
    later = {kind for method in methods for kind in method.whitened_later}
    for (kind, size), values in vectors.items():
        yield kind, size, values
        if kind in later and gallery >= 2 * WHITENED_DIMENSION:
            projection, _ = whitening.fit(values[:gallery], WHITENED_DIMENSION)
            projected = values @ projection["projection.weight"].T + projection["projection.bias"]
            yield f"{kind}, whitened", size, torch.nn.functional.normalize(projected, dim=1)


def _rows(gallery: Gallery, method: str, size: int, values: Tensor, same: list[set[int]]) -> Iterator[Row]:
    searched = values[: len(gallery.pictures)]
    start = len(gallery.pictures)
    for queries in gallery.query_sets:
        found = recall.ranks(values[start : start + len(queries.queries)], searched, [same[a] for a in queries.answers])
        start += len(queries.queries)
        at = recall.recall(found)
        yield Row(method, size, queries.name, len(found), at[1], at[10], at[100])
