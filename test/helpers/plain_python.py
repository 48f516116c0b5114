"""Run butcher packages the way one plain Python process each would: no chief, no containers, a fragment at a time.

python3 plain_python.py (PACKAGE DATASET JOB_NAME RESULTS_FOLDER)...

This is the reference that every run in containers is compared with, so it does the least that can be right.
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SPLITTER_NAMES = ["splitter", "Split"]
PROCESSOR_NAMES = ["Processor", "processor", "Process", "process"]
MERGER_NAMES = ["merger", "Merge"]


def entry_point(module_name: str, names: list[str]) -> Callable:
    module = importlib.import_module(module_name)
    return next(getattr(module, name) for name in names if hasattr(module, name))


def as_bytes(value: object) -> bytes:
    return memoryview(value).tobytes()


def run(package: Path, dataset: str, job_name: str) -> None:
    folders = [package] if (package / "Split.py").exists() else [package / "Butcher", package / "Processor", package]
    sys.path[:1] = [str(folder) for folder in folders]

    splitter = entry_point("Split", SPLITTER_NAMES)
    processor = entry_point("Processor", PROCESSOR_NAMES)
    merger = entry_point("Merge", MERGER_NAMES)

    for fragment in splitter(dataset):
        result = processor(as_bytes(fragment))
        merger(as_bytes(result), job_name)

    finish = getattr(sys.modules["Merge"], "finish", None)
    if finish is not None:
        finish(job_name)


if __name__ == "__main__":
    if len(sys.argv) > 5:
        for at in range(1, len(sys.argv), 4):
            subprocess.run([sys.executable, __file__, *sys.argv[at : at + 4]], check=True)
        sys.exit()
    package_argument, dataset_argument, job_name_argument, results_argument = sys.argv[1:]
    sys.dont_write_bytecode = True
    os.environ["BUTCHER_RESULTS_DIR"] = results_argument
    os.chdir(results_argument)
    run(Path(package_argument), dataset_argument, job_name_argument)
