"""What the harness makes of exceptions of user code."""

from __future__ import annotations

import errno
import tempfile
import unittest
from typing import Any

from fake_chief import HARNESS_FOLDER as _  # puts the harness on the path
from butcher_harness.faults import Explainer, Fault, Surroundings


class Evil(Exception):
    """Raises whenever somebody looks at it."""

    def __str__(self) -> str:
        raise SystemExit(3)

    @property
    def __traceback__(self) -> Any:  # type: ignore[override]
        raise SystemExit(3)


class FaultsTest(unittest.TestCase):
    def explain(self, error: BaseException, forked: bool = False) -> dict[str, Any]:
        around = Surroundings("worker", "/data/none", "/results")
        return Explainer("/package", around, 100, lambda: forked).failed("process", 1, error)

    def test_files_that_import_each_other(self) -> None:
        said = "cannot import name 'x' from partially initialized module 'a' (most likely due to a circular import)"
        for error in (
            ImportError(said),
            AttributeError("partially initialized module 'a' has no attribute 'x' (most likely due to a circular import)"),
            AttributeError("cannot access submodule 'x' of module 'a' (most likely due to a circular import)"),
        ):
            with self.subTest(error=error):
                self.assertIn("import each other", self.explain(error)["help"])

    def test_data_of_another_machine(self) -> None:
        """Here as on another machine there is no dataset at the path that the chief names."""
        odd = FileNotFoundError("unable to open file (name = '/data/none', errno = 2)")
        for error in (
            FileNotFoundError(errno.ENOENT, "No such file or directory", "/data/none"),
            FileNotFoundError(errno.ENOENT, "No such file or directory", "/data/none/a/b.csv"),
            FileNotFoundError(errno.ENOENT, "No such file or directory", b"/data/none/a"),
            FileNotFoundError(errno.ENOENT, "No such file or directory", "/data"),
            odd,
        ):
            with self.subTest(error=error):
                said = self.explain(error)
                self.assertEqual(said["code"], "user-error")
                self.assertIn("only the machine of the splitter has", said["help"])
        for path in ("", "/data/nonesuch", "/dat", "/home/me/data/none", "none"):
            with self.subTest(path=path):
                other = FileNotFoundError(errno.ENOENT, "No such file or directory", path)
                self.assertNotIn("only the machine", self.explain(other)["help"])

    def test_data_of_this_machine(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            error = FileNotFoundError(errno.ENOENT, "No such file or directory", f"{folder}/b")
            for role in ("worker", "splitter"):
                explainer = Explainer("/package", Surroundings(role, folder, "/results"), 100, lambda: False)
                with open(f"{folder}/a", "w", encoding="utf-8"):
                    self.assertIn("holds only a", str(explainer.failed("process", 1, error)["help"]))

    def test_codes(self) -> None:
        full = OSError(errno.ENOSPC, "no space", "/tmp/file")
        for error, forked, code, limit in (
            (full, False, "disk-limit", "scratchBytes"),
            (OSError(errno.EDQUOT, "quota"), False, "disk-limit", "scratchBytes"),
            (OSError(errno.EFBIG, "too large"), False, "disk-limit", "scratchBytes"),
            (OSError(errno.ENOMEM, "no memory"), False, "out-of-memory", "memory"),
            (OSError(errno.EAGAIN, "again"), True, "process-limit", "pids"),
            (OSError(errno.EAGAIN, "again"), False, "user-error", None),
            # Too many threads are heavy; too many threads beside processes may be a bomb.
            (RuntimeError("can't start new thread"), False, "user-error", "pids"),
            (RuntimeError("can't start new thread"), True, "process-limit", "pids"),
            (RuntimeError("something else"), False, "user-error", None),
            (MemoryError(), False, "out-of-memory", "memory"),
            (RecursionError(), False, "recursion-depth", "recursionDepth"),
            (SystemExit(0), False, "exited-early", None),
            (KeyboardInterrupt(), False, "exited-early", None),
            (ModuleNotFoundError("no", name="gone"), False, "import-error", None),
            (ValueError("no"), False, "user-error", None),
            (Fault("result-too-large", "m", limit="resultBytes", observed=3), False, "result-too-large", "resultBytes"),
        ):
            with self.subTest(error=repr(error), forked=forked):
                said = self.explain(error, forked)
                self.assertEqual((said["code"], said["limit"]), (code, limit))

    def test_too_many_threads_alone_are_told_what_to_do(self) -> None:
        self.assertIn("start fewer threads", self.explain(RuntimeError("can't start new thread"))["help"])

    def test_exceptions_that_cannot_be_examined(self) -> None:
        said = self.explain(Evil())
        self.assertEqual(said["code"], "user-error")
        self.assertIn("Evil", said["message"])
        self.assertEqual(said["traceback"], "")

    def test_long_texts_are_cut(self) -> None:
        said = self.explain(ValueError("x" * 10_000_000))
        self.assertLess(len(said["message"]), 5_000)
        self.assertLess(len(said["traceback"]), 50_000)
        self.assertIn("left out", said["message"])


if __name__ == "__main__":
    unittest.main()
