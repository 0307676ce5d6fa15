"""Training without labels: a picture and its deformed copy get the same vector, others get different ones."""

import hashlib
import math
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from pickle import UnpicklingError

import cv2
import numpy
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from . import losses, pictures, views, weights, whitening
from .cam_network import DIMENSION, CamNetwork
from .model_file import model_input
from .teacher import CLASSES, GoogLeNet
from .weights import HEAD_ALONE, LAYER_NAMES, LAYERS, Pooling

CHECKPOINT = "checkpoint.pt"
HEAD_LAYERS = ("cam", "classifier")
PROJECTION = "projection"
# Times the learning rate.
FASTER = dict.fromkeys(HEAD_LAYERS, 5.0) | {PROJECTION: 20.0}
PROJECTED_DIMENSION = 256
EMA_DECAY = 0.998
WARM_UP_STEPS = 100


@dataclass(frozen=True)
class Recipe:
    """What is trained on what. A run goes on only with the recipe it began with, but for the learning rate."""

    init: str
    pictures: str
    teacher: str | None
    train_from: str
    size: int
    batch: int
    wall_share: float
    memory: int
    learning_rate: float
    entropy: float
    seed: int

    def __post_init__(self) -> None:
        for option, lowest in (("size", 16), ("batch", 2), ("memory", self.batch)):
            if getattr(self, option) < lowest:
                raise ValueError(f"{option} must be at least {lowest}: {getattr(self, option)}")
        if self.train_from == HEAD_ALONE and self.teacher is None:
            raise ValueError("the head alone learns from a teacher: name one")
        if not 0 <= self.wall_share <= 1:
            raise ValueError(f"wall_share must lie between 0 and 1: {self.wall_share}")


@dataclass(frozen=True)
class Budget:
    """The run ends at whichever comes first; the learning rate follows a cosine down to that end."""

    views: int | None
    minutes: float | None

    def __post_init__(self) -> None:
        if self.views is None and self.minutes is None:
            raise ValueError("name a budget: --views or --minutes")
        for option in ("views", "minutes"):
            value = getattr(self, option)
            if value is not None and not value > 0:
                raise ValueError(f"{option} must be greater than 0: {value}")

    def used(self, views: int, seconds: float) -> float:
        """0 to 1."""
        shares = [views / self.views if self.views else 0.0, seconds / 60 / self.minutes if self.minutes else 0.0]
        return min(1.0, max(shares))


class Pairs(Dataset):
    """The endless sequence of (mild view, deformed view, picture's number): uint8 [3, size, size], the same, int.

    An element depends on nothing but the seed and its index, so that a run can be resumed anywhere.
    """

    def __init__(self, collection: list[pictures.Picture], recipe: Recipe):
        self._pictures = collection
        self._recipe = recipe

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, int]:
        epoch, place = divmod(index, len(self._pictures))
        number = int(self._order(epoch)[place])
        random = numpy.random.default_rng((self._recipe.seed, index))
        picture = self._pictures[number].pixels()
        other = self._pictures[random.integers(len(self._pictures))].pixels()
        copy = views.on_wall if random.random() < self._recipe.wall_share else views.deformed
        size = self._recipe.size
        return (
            _channels_first(views.mild(picture, size, random)),
            _channels_first(copy(picture, other, size, random)),
            number,
        )

    @lru_cache(maxsize=2)
    def _order(self, epoch: int) -> numpy.ndarray:
        return numpy.random.default_rng((self._recipe.seed, epoch, 1)).permutation(len(self._pictures))


class TeacherScores:
    """The teacher's scores of each picture, computed when first needed, from a mild view.

    Mild views show nearly the whole picture, so one set of scores serves them all; deformed views are not distilled.
    """

    def __init__(self, teacher: GoogLeNet, count: int):
        self._teacher = teacher
        self._scores = torch.zeros(count, CLASSES, dtype=torch.float16)
        self._known = torch.zeros(count, dtype=torch.bool)

    def of(self, ids: Tensor, mild_views: Tensor) -> Tensor:
        """float32 [B, 1000] for pictures `ids` [B], on the device of the views."""
        unknown = ~self._known[ids]
        if unknown.any():
            computed = self._teacher.scores(self._teacher.features(mild_views[unknown.to(mild_views.device)]))
            self._scores[ids[unknown]] = computed.half().cpu()
            self._known[ids[unknown]] = True
        return self._scores[ids].float().to(mild_views.device)

    def state(self) -> dict:
        return {"scores": self._scores, "known": self._known}

    def restore(self, state: dict) -> None:
        self._scores.copy_(state["scores"])
        self._known.copy_(state["known"])


class Training:
    """One run in the folder `out`. Not thread-safe; takes SIGTERM and SIGINT while it runs."""

    def __init__(self, recipe: Recipe, out: Path, workers: int):
        self._recipe = recipe
        self._out = out
        self._workers = workers
        self._device = best_device()
        self._collection = pictures.readable(pictures.read(Path(recipe.pictures)))
        self._network = initial_network(recipe, self._collection, self._device)
        teacher = GoogLeNet(Path(recipe.teacher), best_dtype(self._device), self._device) if recipe.teacher else None
        self._teacher = TeacherScores(teacher, len(self._collection)) if teacher else None
        self._trained = self._unfreeze()
        self._average = {n: t.detach().clone() for n, t in self._trained.items()}
        self._optimizer = self._new_optimizer()
        self._memory = losses.Memory(recipe.memory, self.dimension, self._device)
        self._steps = 0
        self._seconds = 0.0
        self._history: list[tuple[int, float, float, float]] = []
        self._stopped = False
        if (out / CHECKPOINT).exists():
            self._resume(out / CHECKPOINT)

    @property
    def collection(self) -> list[pictures.Picture]:
        return self._collection

    @property
    def dimension(self) -> int:
        """Of the vectors."""
        return len(self._network.tensors["projection.bias"])

    @property
    def history(self) -> list[tuple[int, float, float, float]]:
        """Every ten steps: views so far, InfoNCE, entropy regulariser, distillation."""
        return self._history

    def run(self, budget: Budget, checkpoint_minutes: float) -> bool:
        """True if the budget is used up, False if a signal came first. Writes a checkpoint in either case."""
        handlers = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._train(budget, checkpoint_minutes)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        self._save()
        return not self._stopped

    def _train(self, budget: Budget, checkpoint_minutes: float) -> None:
        started = last = time.monotonic()
        before, waited, views_before = self._seconds, 0.0, self._views()
        batches = self._batches()
        while not self._stopped and budget.used(self._views(), self._seconds) < 1:
            asked = time.monotonic()
            batch = next(batches)
            waited += time.monotonic() - asked
            terms = self._step(*batch, budget.used(self._views(), self._seconds))
            self._steps += 1
            now = time.monotonic()
            self._seconds = before + now - started
            if self._steps % 10 == 0:
                self._history.append((self._views(), *terms))
                speed = (self._views() - views_before) / (now - started)
                self._print_progress(budget, speed, waited / (now - started))
            if now - last > checkpoint_minutes * 60:
                self._save()
                last = time.monotonic()

    def averaged_network(self) -> CamNetwork:
        """With the exponential moving average of the weights, which varies less than the last ones."""
        tensors = {n: self._average.get(n, t).detach() for n, t in self._network.tensors.items()}
        return CamNetwork(tensors, self._network.pooling, best_dtype(self._device), self._device)

    def _step(self, mild: Tensor, copies: Tensor, ids: Tensor, used: float) -> tuple[float, float, float]:
        self._set_learning_rate(used)
        mild, copies, known_ids = (t.to(self._device, non_blocking=True) for t in (mild, copies, ids))
        network = self._network
        maps = network.trunk(torch.cat((mild, copies)))["conv5_3"]
        # The head learns from the teacher alone and leaves the trunk to the contrastive loss.
        cam_maps = network.cam_maps(maps.detach())
        vectors = network.project(network.pool(maps, cam_maps))
        nce, entropy = losses.contrastive(*vectors.split(len(ids)), known_ids, self._memory)
        loss = nce + self._recipe.entropy * entropy
        distilled = torch.zeros(())
        if self._teacher:
            scores = network.class_scores(cam_maps[: len(ids)])
            distilled = losses.distillation(scores, self._teacher.of(ids, mild))
            loss = loss + distilled
        self._require_finite([loss])
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self._optimizer.step()
        self._memory.add(vectors[: len(ids)], known_ids)
        self._update_average()
        return nce.item(), entropy.item(), distilled.item()

    def _require_finite(self, tensors: list[Tensor]) -> None:
        if not all(t.isfinite().all() for t in tensors):
            raise ValueError(
                f"the training diverged at step {self._steps}; lower --learning-rate: the same command goes on from "
                "its checkpoint"
            )

    def _unfreeze(self) -> dict[str, Tensor]:
        first = self._recipe.train_from
        layers = [] if first == HEAD_ALONE else [*LAYERS[LAYER_NAMES.index(first) :], PROJECTION]
        if self._teacher:
            layers += HEAD_LAYERS
        trained = {n: t for n, t in self._network.tensors.items() if n.rpartition(".")[0] in layers}
        for tensor in trained.values():
            tensor.requires_grad_(True)
        return trained

    def _new_optimizer(self) -> torch.optim.Optimizer:
        # A new head has to learn faster than convolutions that have seen ImageNet; the projection's numbers are larger.
        groups = [{"params": [t], "times": FASTER.get(n.rpartition(".")[0], 1.0)} for n, t in self._trained.items()]
        return torch.optim.AdamW(groups, lr=self._recipe.learning_rate, weight_decay=1e-4)

    def _set_learning_rate(self, used: float) -> None:
        factor = min(1.0, (self._steps + 1) / WARM_UP_STEPS) * (0.02 + 0.98 * (1 + math.cos(math.pi * used)) / 2)
        for group in self._optimizer.param_groups:
            group["lr"] = self._recipe.learning_rate * group["times"] * factor

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(EMA_DECAY, (1 + self._steps) / (10 + self._steps))
        torch._foreach_lerp_(list(self._average.values()), list(self._trained.values()), 1 - decay)

    def _batches(self):
        pairs = Pairs(self._collection, self._recipe)
        first = self._steps * self._recipe.batch
        loader = DataLoader(
            pairs,
            batch_size=self._recipe.batch,
            sampler=range(first, sys.maxsize),
            num_workers=self._workers,
            worker_init_fn=_init_worker,
            prefetch_factor=4 if self._workers else None,
            pin_memory=self._device.type == "cuda",
        )
        return iter(loader)

    def _views(self) -> int:
        return 2 * self._recipe.batch * self._steps

    def _stop(self, number: int, frame: object) -> None:
        self._stopped = True

    def _print_progress(self, budget: Budget, speed: float, waiting: float) -> None:
        views_done, nce, entropy, distilled = self._history[-1]
        used = budget.used(views_done, self._seconds)
        left = self._seconds * (1 - used) / used / 60 if used else math.inf
        print(
            f"{time.strftime('%H:%M:%S')}  {views_done:,} views  {speed:.1f} views/s  InfoNCE {nce:.3f}  "
            f"entropy {entropy:.3f}  teacher {distilled:.3f}  waited for views {waiting:.1%}  {left:.0f} min left",
            flush=True,
        )

    def _save(self) -> None:
        """Never what has diverged: the last checkpoint stays."""
        self._require_finite(list(self._trained.values()))
        state = {
            "recipe": asdict(self._recipe),
            "collection": _digest(self._collection),
            "pooling": asdict(self._network.pooling),
            "tensors": self._network.tensors,
            "average": self._average,
            "optimizer": self._optimizer.state_dict(),
            "memory": self._memory.state(),
            "teacher": self._teacher.state() if self._teacher else None,
            "steps": self._steps,
            "seconds": self._seconds,
            "history": self._history,
        }
        unfinished = self._out / (CHECKPOINT + ".unfinished")
        torch.save(state, unfinished)
        os.replace(unfinished, self._out / CHECKPOINT)
        print(f"{time.strftime('%H:%M:%S')}  saved {self._out / CHECKPOINT} at {self._views():,} views", flush=True)

    def _resume(self, path: Path) -> None:
        state = read_checkpoint(path, self._device)
        for option, wanted in asdict(self._recipe).items():
            # A learning rate that proved too large has to be lowered.
            begun = state["recipe"].get(option, wanted)
            if option != "learning_rate" and begun != wanted:
                raise ValueError(f"{path} was begun with {option}={begun}, not {wanted}")
        collection = _digest(self._collection)
        # Checkpoints of earlier versions have none.
        if state.get("collection", collection) != collection:
            raise ValueError(f"{path} was begun with other pictures than {self._recipe.pictures} has now")
        self._network.pooling = Pooling(**state["pooling"])
        with torch.no_grad():
            for name, tensor in self._network.tensors.items():
                tensor.copy_(state["tensors"][name])
            for name, tensor in self._average.items():
                tensor.copy_(state["average"][name])
        self._optimizer.load_state_dict(state["optimizer"])
        self._memory.restore(state["memory"])
        if self._teacher:
            self._teacher.restore({n: t.cpu() for n, t in state["teacher"].items()})
        self._steps, self._seconds, self._history = state["steps"], state["seconds"], state["history"]
        print(f"resumed at {self._views():,} views", flush=True)


def initial_network(recipe: Recipe, collection: list[pictures.Picture], device: torch.device) -> CamNetwork:
    """The network of `recipe.init`. The published convolutions get a random head and a first whitening.

    Raises ValueError if the head and the teacher do not fit.
    """
    tensors, pooling = weights.read(Path(recipe.init))
    if pooling is not None:
        classes = len(tensors["classifier.bias"])
        if recipe.teacher and classes != CLASSES:
            raise ValueError(f"{recipe.init} has {classes} classes, the teacher {CLASSES}: leave out the teacher")
        return CamNetwork(tensors, pooling, best_dtype(device), device)
    if recipe.teacher is None:
        raise ValueError(f"{recipe.init} has no CAM head: name a teacher to train one")
    random = torch.Generator().manual_seed(recipe.seed)
    tensors |= {
        "cam.weight": torch.randn(1024, DIMENSION, 3, 3, generator=random) * math.sqrt(2 / (9 * DIMENSION)),
        "cam.bias": torch.zeros(1024),
        "classifier.weight": torch.randn(CLASSES, 1024, generator=random) * 0.01,
        "classifier.bias": torch.zeros(CLASSES),
    }
    network = CamNetwork(tensors, Pooling(feature_scale=1.0), best_dtype(device), device)
    sample = collection[:: max(1, len(collection) // 2000)]
    with torch.inference_mode():
        means = [network.trunk(batch)["conv5_3"].float().mean() for batch in batches(sample[:64], recipe.size, device)]
    network.pooling = Pooling(feature_scale=1 / float(torch.stack(means).mean()))
    projection, _ = fit_whitening(network, sample, recipe.size, PROJECTED_DIMENSION)
    network.tensors |= projection
    return network


def fit_whitening(
    network: CamNetwork, collection: list[pictures.Picture], size: int, dimension: int
) -> tuple[dict[str, Tensor], float]:
    """The projection fitted on whole pictures at `size`, and the share of the variance that it keeps."""
    with torch.inference_mode():
        pooled = torch.cat([network.pooled(batch).cpu() for batch in batches(collection, size, network.device)])
    projection, kept = whitening.fit(pooled, dimension)
    return {n: t.to(network.device) for n, t in projection.items()}, kept


def batches(collection: list[pictures.Picture], size: int, device: torch.device, batch: int = 16):
    """The pictures as the network's input, uint8 [<= batch, 3, size, size]."""
    for start in range(0, len(collection), batch):
        yield torch.cat([model_input(p.image(), size) for p in collection[start : start + batch]]).to(device)


def best_device() -> torch.device:
    # Convolutions in fp32 would else be TF32, and matrix products not.
    torch.backends.cudnn.allow_tf32 = False
    # Nearly all batches of a run have the same shape.
    torch.backends.cudnn.benchmark = True
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def best_dtype(device: torch.device) -> torch.dtype:
    """Of the convolutions: bf16 where it is computed in hardware, as the jobs choose it on a CPU."""
    fast = device.type == "cuda" or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.bfloat16 if fast else torch.float32


def read_checkpoint(path: Path, device: torch.device) -> dict:
    """Raises ValueError if it is none, or damaged."""
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except (RuntimeError, UnpicklingError, EOFError) as e:
        raise ValueError(f"{path} is no checkpoint of a training, or is damaged: {e}") from e
    if not isinstance(state, dict) or not {"tensors", "average", "pooling"} <= state.keys():
        raise ValueError(f"{path} is no checkpoint of a training")
    return state


def _digest(collection: list[pictures.Picture]) -> str:
    """Of the pictures' names."""
    return hashlib.sha256("\n".join(p.name for p in collection).encode()).hexdigest()


def _init_worker(number: int) -> None:
    # The signal that stops a run may go to its whole process group; the trainer ends its workers itself.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    cv2.setNumThreads(0)
    torch.set_num_threads(1)


def _channels_first(view: numpy.ndarray) -> Tensor:
    return torch.from_numpy(view).permute(2, 0, 1).contiguous()
