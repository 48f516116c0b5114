"""Modules that are loaded ahead of a job, and that its package must not notice."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from fake_chief import HARNESS_FOLDER

PROGRAM = """
import sys
bare = frozenset(sys.modules)
sys.path.insert(0, sys.argv[1])
from butcher_harness.loading import import_entry_file
from butcher_harness.warmth import MODULES, import_until
"""


def run(program: str, package: str = "") -> str:
    """What a fresh interpreter prints that runs `program` with the harness at hand."""
    command = [sys.executable, "-S", "-s", "-P", "-c", PROGRAM + program, str(HARNESS_FOLDER), package]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Warmth(unittest.TestCase):
    def test_everything_is_loaded_when_no_work_comes(self) -> None:
        self.assertEqual(run("import_until(lambda: False); print(set(MODULES) - set(sys.modules))"), "set()\n")

    def test_nothing_more_is_loaded_once_there_is_work(self) -> None:
        program = (
            "before = set(sys.modules); import_until(lambda: True); assert set(sys.modules) == before\n"
            "asked = iter([False, True]); import_until(lambda: next(asked))\n"
            "print(MODULES[0] in sys.modules, 'json' in sys.modules)\n"
        )
        self.assertEqual(run(program), "True False\n")

    def test_a_package_gets_its_own_module_of_that_name(self) -> None:
        with tempfile.TemporaryDirectory() as package:
            for name in ("json", "csv", "random"):
                Path(package, f"{name}.py").write_text(f"mine = '{name}'\n")
            Path(package, "Merge.py").write_text("import json, csv, random, math\n")
            program = (
                "import_until(lambda: False)\n"
                "merge = import_entry_file(sys.argv[2], 'Merge.py', ['.'], bare)\n"
                "print(merge.json.mine, merge.csv.mine, merge.random.mine, merge.math.pi > 3)\n"
            )
            self.assertEqual(run(program, package), "json csv random True\n")


if __name__ == "__main__":
    unittest.main()
