"""Command line: python3 -m morelli_model {export,golden} --help"""

import argparse
from pathlib import Path

from . import golden, model_file


def main() -> None:
    parser = argparse.ArgumentParser(prog="morelli_model", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("export", help="write program, weights and manifest of a model")
    export.add_argument("--name", required=True, help="for people, such as vgg16-cam-v1")
    check = commands.add_parser("golden", help="write pictures and the vectors they must get")
    for command in (export, check):
        command.add_argument("--weights", type=Path, required=True, help="a safetensors file")
        command.add_argument("--out", type=Path, required=True, help="folder to write into")
    options = parser.parse_args()
    if options.command == "export":
        model_file.export(options.weights, options.name, options.out)
    else:
        golden.write(options.weights, options.out)


if __name__ == "__main__":
    main()
