import json
from pathlib import Path

import numpy
import pytest
import torch
from PIL import Image

from morelli_model import __main__ as command
from morelli_model import experiment, methods, recall, report, weights
from morelli_model.cam_network import CamNetwork
from morelli_model.deformations import DEFORMATIONS

from .conftest import jpeg, picture

CPU = torch.device("cpu")


def test_rank_of_the_best_right_answer() -> None:
    gallery = torch.eye(4)
    queries = torch.tensor([[0.9, 0.4, 0.1, 0.0], [0.9, 0.4, 0.1, 0.0], [0.5, 0.5, 0.5, 0.5]])
    found = recall.ranks(queries, gallery, [{0}, {2, 3}, {1}])
    assert found.tolist() == [1, 3, 4]  # an equal cosine counts against the right answer
    assert recall.recall(found) == {1: pytest.approx(100 / 3), 10: 100.0, 100: 100.0}


def test_vectors_that_are_no_numbers_find_nothing() -> None:
    broken = torch.full((1, 4), torch.nan)
    assert recall.ranks(broken, torch.eye(4), [{0}]).tolist() == [4]
    assert recall.ranks(torch.eye(4)[:1], torch.cat((torch.eye(4), broken)), [{4}]).tolist() == [5]


def test_duplicates_differ_in_few_bits() -> None:
    hashes = torch.ones(3, 64) / 8
    hashes[1, :4] *= -1
    hashes[2, 4:9] *= -1
    assert recall.duplicates(hashes) == [{0, 1}, {0, 1}, {2}]


@pytest.mark.parametrize("name", DEFORMATIONS)
def test_deformation_changes_the_picture_and_is_repeatable(name: str) -> None:
    original = picture(1, 120, 90)
    first, again = (DEFORMATIONS[name](original, numpy.random.default_rng(4)) for _ in range(2))
    assert first.mode == "RGB" and first.tobytes() == again.tobytes()
    assert first.tobytes() != original.tobytes()


def test_deformations_do_what_they_say() -> None:
    original, random = picture(1, 120, 90), numpy.random.default_rng(4)
    pixels = numpy.array(original)
    assert (numpy.array(DEFORMATIONS["rotated 90"](original, random)) == numpy.rot90(pixels)).all()
    assert (numpy.array(DEFORMATIONS["flipped"](original, random)) == pixels[:, ::-1]).all()
    cropped = DEFORMATIONS["cropped 20 %"](original, random)
    assert cropped.width * cropped.height / (120 * 90) == pytest.approx(0.2, abs=0.01)
    assert DEFORMATIONS["shrunk 4x"](original, random).size == (30, 22)
    red = Image.new("RGB", (4, 4), (255, 0, 0))
    assert DEFORMATIONS["hue 30 degrees"](red, random).getpixel((0, 0)) == pytest.approx((255, 126, 0), abs=6)


def test_experiment_end_to_end(folder: Path, model: Path, published: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "phone"
    for name in ("query", "reference"):
        (pairs / name).mkdir(parents=True)
        (pairs / name / "a.jpg").write_bytes(jpeg(picture(50)))
    (tmp_path / "crops.csv").write_text("query_file,image_id\npictures/3.jpg,3\n")
    gallery = experiment.Gallery(folder)
    gallery.add_deformations(2, seed=1)
    gallery.add_labelled(tmp_path / "crops.csv")
    gallery.add_pairs(pairs)
    compared = methods.network_methods([model, published], model, True, True, torch.float32, CPU)
    rows = experiment.run(gallery, compared, [32], CPU, tmp_path / "out")
    unchanged = [r for r in rows if r.queries in ("crops", "phone")]
    assert {r.method for r in unchanged} >= {"random", "random: GeM 3", "published: mean", "published in 8 bits: mean"}
    assert all(r.recall_at_1 == 100 for r in unchanged)
    result = json.loads((tmp_path / "out/experiment.json").read_text())
    assert result["gallery"] == 13 and len(result["rows"]) == len(rows)
    assert "| random | 32 |" in (tmp_path / "out/experiment.md").read_text()
    assert (tmp_path / "out/experiment.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "line, complaint",
    [
        ("pictures/3.jpg,nobody", "names image_id nobody"),
        ("nowhere.jpg,3", "names query_file nowhere.jpg"),
        ("", "crops.csv names no queries"),
    ],
)
def test_labels_of_nothing_are_named(folder: Path, tmp_path: Path, line: str, complaint: str) -> None:
    (tmp_path / "crops.csv").write_text(f"query_file,image_id\n{line}\n")
    with pytest.raises(ValueError, match=complaint):
        experiment.Gallery(folder).add_labelled(tmp_path / "crops.csv")


def test_query_without_reference_is_named(folder: Path, tmp_path: Path) -> None:
    for name, file in (("query", "a.jpg"), ("reference", "b.jpg")):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_bytes(jpeg(picture(1)))
    with pytest.raises(ValueError, match="a.jpg has no reference"):
        experiment.Gallery(folder).add_pairs(tmp_path)


def test_missing_column_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "crops.csv").write_text("query_file,answer\npictures/3.jpg,3\n")
    with pytest.raises(ValueError, match="crops.csv has no column image_id"):
        experiment.Gallery(folder).add_labelled(tmp_path / "crops.csv")


def test_query_sets_of_one_name_are_refused(folder: Path, tmp_path: Path) -> None:
    gallery = experiment.Gallery(folder)
    for parent in ("a", "b"):
        (tmp_path / parent).mkdir()
        (tmp_path / parent / "crops.csv").write_text("query_file,image_id\n../pictures/3.jpg,3\n")
    gallery.add_labelled(tmp_path / "a/crops.csv")
    with pytest.raises(ValueError, match="two query sets are called crops"):
        gallery.add_labelled(tmp_path / "b/crops.csv")


def test_weights_files_are_named_apart() -> None:
    paths = [Path("runA/weights.safetensors"), Path("x/run/float.safetensors"), Path("runB/weights.safetensors")]
    assert methods.names(paths) == ["runA/weights", "float", "runB/weights"]
    assert methods.names([Path("a/run/weights.st"), Path("b/run/weights.st")]) == ["a/run/weights", "b/run/weights"]
    with pytest.raises(ValueError, match="a/../weights.st is named twice"):
        methods.names([Path("a/../weights.st"), Path("weights.st")])


def test_published_convolutions_alone_have_no_vectors(published: Path, model: Path) -> None:
    with pytest.raises(ValueError, match="--poolings"):
        methods.network_methods([published], model, False, False, torch.float32, CPU)


def test_lent_head_has_to_be_there(published: Path) -> None:
    with pytest.raises(ValueError, match="published.safetensors has no CAM head"):
        methods.network_methods([published], published, True, False, torch.float32, CPU)


def test_poolings_of_more_classes_than_the_head_has_are_left_out(model: Path) -> None:
    tensors, pooling = weights.read(model)
    few = tensors | {n: tensors[n][:40] for n in ("classifier.weight", "classifier.bias")}
    kinds = methods.NetworkMethod("m", CamNetwork(few, pooling, torch.float32, CPU), poolings=True).whitened_later
    assert "m: CAM 32, GeM 3" in kinds and "m: CAM 64, GeM 3" not in kinds


def test_size_is_that_of_the_weights(folder: Path, model: Path, tmp_path: Path, monkeypatch) -> None:
    measure = f"experiment --weights {model} --gallery {folder} --queries 1 --threads 1 --out {tmp_path}"
    monkeypatch.setattr("sys.argv", ["morelli_model", *measure.split()])
    command.main()
    assert "| random | 64 |" in (tmp_path / "experiment.md").read_text()


def test_mean_of_deformations_leaves_out_the_smallest_crop() -> None:
    found = {"flipped": 90.0, "grey": 100.0, "cropped 20 %": 10.0}
    rows = [experiment.Row("m", 224, name, 5, at, at, at) for name, at in found.items()]
    table = report.markdown(rows, 12, 0)
    assert "| mean of 2 deformations, without cropped 20 % |" in table
    assert "| m | 224 | 95/95/95 |" in table


def test_picture_without_any_of_its_classes_has_vectors(model: Path) -> None:
    tensors, pooling = weights.read(model)
    tensors["classifier.weight"] = -tensors["classifier.weight"].abs()
    method = methods.NetworkMethod("m", CamNetwork(tensors, pooling, torch.float32, CPU), poolings=True)
    pixels = torch.randint(0, 256, (1, 3, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(6))
    vectors = method.vectors([], pixels)
    assert all(v.isfinite().all() for v in vectors.values())


def test_corrupt_query_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    (tmp_path / "crops.csv").write_text("query_file,image_id\nbroken.jpg,3\n")
    with pytest.raises(ValueError, match="broken.jpg"):
        experiment.Gallery(folder).add_labelled(tmp_path / "crops.csv")


def test_corrupt_picture_of_the_gallery_is_left_out_and_named(folder: Path, capsys) -> None:
    (folder / "12.jpg").write_bytes(b"no picture")
    assert len(experiment.Gallery(folder).pictures) == 12
    assert "12.jpg" in capsys.readouterr().err


def test_pictures_with_the_same_id_are_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "again").mkdir()
    (folder / "again/3.png").write_bytes((folder / "3.jpg").read_bytes())
    (tmp_path / "crops.csv").write_text("query_file,image_id\n")
    with pytest.raises(ValueError, match="3.jpg and again/3.png have the same image_id"):
        experiment.Gallery(folder).add_labelled(tmp_path / "crops.csv")
