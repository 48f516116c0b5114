"""Importing the author's package: as a plain Python run would, and told well when it cannot be."""

from __future__ import annotations

import unittest
from typing import Any

from fake_chief import FakeChief, Message

MERGE = "def merger(fragment, job_name):\n    pass\n"


def answer(source: str | bytes, files: dict[str, str | bytes] | None = None, **load: Any) -> Message:
    """What `load` is answered with for a merger of this source; the harness then ends as it should."""
    entry = load.get("entryFile", "Merge.py")
    with FakeChief("merger", {entry: source, **(files or {})}, load=load) as chief:
        message = chief.load()
        if message["type"] == "failed":
            assert message["stage"] == "load" and message["fragment"] is None, message
            assert chief.hear()[0] == {"type": "bye", "count": 0}
            assert chief.wait() == 0, chief.output
        return message


class Imports(unittest.TestCase):
    def test_package_files_come_first_and_in_order(self) -> None:
        files: dict[str, str | bytes] = {
            "Butcher/helper.py": "where = 'beside'\n",
            "helper.py": "where = 'root'\n",
            "deep/__init__.py": "",
            "deep/er.py": "import helper\nwhere = helper.where\n",
            "plain_folder/module.py": "value = 3\n",
        }
        source = (
            "import Merge, deep.er, plain_folder.module, sys\n"
            "assert deep.er.where == 'beside' and plain_folder.module.value == 3\n"
            "assert Merge is sys.modules[__name__] and __name__ == 'Merge' and __file__.endswith('Butcher/Merge.py')\n"
            "assert __spec__.name == 'Merge' and not any('harness' in entry for entry in sys.path)\n" + MERGE
        )
        message = answer(source, files, entryFile="Butcher/Merge.py", importFolders=["Butcher", "."])
        self.assertEqual(message, {"type": "ready", "entry": "merger"})

    def test_files_named_like_standard_modules_are_found_by_the_author_and_not_by_the_harness(self) -> None:
        names = (
            "json socket traceback re linecache tokenize types enum _socket signal select _thread codecs functools "
            "collections importlib contextlib textwrap sitecustomize usercustomize typing io os faulthandler gc errno"
        ).split()
        files: dict[str, str | bytes] = {f"{name}.py": f"mine = '{name}'\n" for name in names}
        source = (
            "import json, socket, traceback\n"
            "assert all(hasattr(module, 'mine') for module in (json, socket, traceback))\n"
            "import sys\n"
            "assert 'sitecustomize' not in sys.modules or not hasattr(sys.modules['sitecustomize'], 'mine')\n"
            "def merger(fragment, job_name):\n    raise KeyError('still told')\n"
        )
        with FakeChief("merger", {"Merge.py": source, **files}) as chief:
            self.assertEqual(chief.load(), {"type": "ready", "entry": "merger"})
            chief.say_batch("merge", 1, [b""])
            failed = chief.hear()[0]
            self.assertEqual((failed["code"], failed["message"]), ("user-error", "KeyError: 'still told'"))
            self.assertIn('File "Merge.py", line 6, in merger', failed["traceback"])
            self.assertEqual(chief.hear()[0]["type"], "bye")
            self.assertEqual(chief.wait(), 0, chief.output)

    def test_the_environment_is_the_authors(self) -> None:
        source = (
            "import os, sys\n"
            "assert not [name for name in os.environ if name.startswith('BUTCHER') and name != 'BUTCHER_RESULTS_DIR']\n"
            "assert sys.stdin.read() == '' and sys.flags.utf8_mode and sys.dont_write_bytecode\n"
            "try:\n    os.read(0, 1) and sys.exit('descriptor 0 has something to say')\n"
            "finally:\n    pass\n" + MERGE
        )
        for transport in ("unix", "stdio"):
            with FakeChief("merger", {"Merge.py": source}, transport=transport) as chief:
                self.assertEqual(chief.load(), {"type": "ready", "entry": "merger"})
                self.assertFalse((chief.package / "__pycache__").exists())


class Failures(unittest.TestCase):
    def test_each_way_to_fail(self) -> None:
        cases: list[tuple[str | bytes, str, str, int | None, str]] = [
            ("import no_such\n" + MERGE, "import-error", "No module named 'no_such'", 1, "requirements.txt"),
            ("from os import no_such\n" + MERGE, "import-error", "cannot import name", 1, ""),
            ("\ndef merger(:\n", "import-error", "SyntaxError: invalid syntax", 2, "syntax"),
            (b"name = 'caf\xe9'\n" + MERGE.encode(), "import-error", "SyntaxError: ", None, ""),
            ("x = 1\nraise ValueError('at import')\n", "user-error", "ValueError: at import", 2, ""),
            ("import sys\nsys.exit(3)\n", "exited-early", "user code raised SystemExit: 3", 2, ""),
            (
                "def Merge_all(a, b):\n    pass\n",
                "import-error",
                "does not define merger",
                None,
                "def merger",
            ),
            ("class merger:\n    pass\n", "user-error", "is a class", None, "def merger"),
            ("merger = 3\n", "user-error", "is an int", None, "def merger"),
            ("def f(n): f(n)\nf(1)\n", "recursion-depth", "RecursionError", 1, ""),
        ]
        for source, code, said, line, remedy in cases:
            with self.subTest(source):
                failed = answer(source)
                self.assertEqual((failed["type"], failed.get("code")), ("failed", code), failed)
                self.assertIn(said, failed["message"])
                self.assertIn(remedy, failed["help"] or "")
                self.assertEqual(failed["file"], "Merge.py")
                if line is not None:
                    self.assertEqual(failed["line"], line)
                self.assertNotIn("butcher_harness", failed["traceback"] or "")
                self.assertNotIn("importlib", failed["traceback"] or "")

    def test_a_helper_is_named_where_it_is_at_fault(self) -> None:
        failed = answer("import parts.helper\n" + MERGE, {"parts/helper.py": "def broken(:\n"})
        self.assertEqual(
            (failed["code"], failed["file"], failed["line"]), ("import-error", "parts/helper.py", 1)
        )
        self.assertIn('File "parts/helper.py", line 1', failed["traceback"])

    def test_no_such_file(self) -> None:
        with FakeChief("merger", {"other.py": ""}) as chief:
            failed = chief.load()
            self.assertEqual((failed["code"], failed["file"]), ("import-error", "Merge.py"))


if __name__ == "__main__":
    unittest.main()
