"""From what user code did wrong to the `failed` message that tells the author."""

from __future__ import annotations

import errno
import os
from traceback import TracebackException
from types import CodeType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from .wire import Message

    Stage = Literal["load", "split", "process", "merge", "finish"]

# What a write to a full disk, or beyond a quota, fails with.
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

# Both in characters, chosen so that the line stays below the protocol's megabyte even if each takes 12 bytes.
_MOST_MESSAGE = 4_000
_MOST_TRACEBACK = 48_000
_FEWER_THREADS = (
    "Threads and processes together may be as many as the limit pids: start fewer threads at once, such as with "
    "`concurrent.futures.ThreadPoolExecutor(max_workers=8)`, or raise `--limit pids=…`."
)
_HARNESS_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "")


class Fault(Exception):
    """User code broke a rule: a failure code and what was seen."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        help: str | None = None,
        limit: str | None = None,
        observed: int | None = None,
        file: str | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help
        self.limit = limit
        self.observed = observed
        self.file = file
        self.line = line


def named(value: object) -> str:
    """A value as messages speak of it: `None`, `an int`, `a list`."""
    if value is None:
        return "None"
    kind = type(value).__name__
    return f"{'an' if kind[:1] in 'aeiouAEIOU' else 'a'} {kind}"


class Surroundings:
    """Where user code of a role runs."""

    __slots__ = ("dataset_path", "results_path", "role")

    def __init__(self, role: str, dataset_path: str, results_path: str) -> None:
        self.role = role
        self.dataset_path = dataset_path
        self.results_path = results_path


class Explainer:
    """Explains exceptions that left user code in the author's terms; files are relative to the package."""

    def __init__(
        self, package_path: str, around: Surroundings, recursion_depth: int, has_forked: Callable[[], bool]
    ) -> None:
        self._package_folder = os.path.join(os.path.abspath(package_path), "")
        self._around = around
        self._recursion_depth = recursion_depth
        self._has_forked = has_forked

    def failed(self, stage: Stage, fragment: int | None, error: BaseException) -> Message:
        """The message for `error`. Does not raise, however ill-behaved the exception is."""
        own = isinstance(error, Fault)
        try:
            fault = error if isinstance(error, Fault) else self._fault(stage, error)
        except BaseException:
            fault = Fault("user-error", f"{type(error).__name__} (which cannot be examined)")
        return {
            "type": "failed",
            "stage": stage,
            "fragment": fragment,
            "code": fault.code,
            "message": _shorten(fault.message, _MOST_MESSAGE),
            "help": None if fault.help is None else _shorten(fault.help, _MOST_MESSAGE),
            "limit": fault.limit,
            "observed": fault.observed,
            "file": fault.file,
            "line": fault.line,
            "traceback": None if own else self._traceback(error),
        }

    def place_at_definition(self, fault: Fault, function: object) -> None:
        """Gives a fault that has no place the one where the author's function is defined."""
        code = getattr(getattr(function, "__wrapped__", function), "__code__", None)
        if isinstance(code, CodeType) and fault.file is None:
            fault.file = self.relative(code.co_filename)
            fault.line = code.co_firstlineno if fault.file is not None else None

    def relative(self, filename: str) -> str | None:
        """The author's name for a file of the package; None for any other file."""
        if filename.startswith(self._package_folder):
            return filename[len(self._package_folder) :]
        return None

    def _fault(self, stage: Stage, error: BaseException) -> Fault:
        code, help, limit, observed = self._classify(error)
        help = help or self._advice(stage, error)
        file, line = self._place(error)
        message = f"user code raised {_describe(error)}" if code == "exited-early" else _describe(error)
        return Fault(code, message, help=help, limit=limit, observed=observed, file=file, line=line)

    def _advice(self, stage: Stage, error: BaseException) -> str | None:
        # Not before it is needed, and whatever the author's package shadows or the exception does.
        try:
            from .advice import advise

            return advise(self._around, stage, error)
        except BaseException:
            return None

    def _classify(self, error: BaseException) -> tuple[str, str | None, str | None, int | None]:
        """Code, help where there is better than the code's own, name of the limit, observed value."""
        if isinstance(error, (SystemExit, KeyboardInterrupt, GeneratorExit)):
            return "exited-early", None, None, None
        if isinstance(error, RecursionError):
            return "recursion-depth", None, "recursionDepth", self._depth(error)
        if isinstance(error, MemoryError):
            return "out-of-memory", None, "memory", None
        if isinstance(error, ModuleNotFoundError) and error.name:
            return "import-error", _missing_module_help(error.name), None, None
        if isinstance(error, ImportError):
            return "import-error", None, None, None
        if isinstance(error, SyntaxError) and self.relative(error.filename or "") is not None:
            return "import-error", "Mend the syntax at the place shown.", None, None
        if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
            # Beside processes it may be a bomb; threads alone are only heavy.
            if self._has_forked():
                return "process-limit", None, "pids", None
            return "user-error", _FEWER_THREADS, "pids", None
        if isinstance(error, OSError):
            return self._classify_os_error(error)
        # Nobody but the kernel, for want of memory, kills another process of the sandbox.
        if type(error).__name__ == "CalledProcessError" and getattr(error, "returncode", 0) == -9:
            return "out-of-memory", "A child process needed more memory than the limit leaves it.", "memory", None
        return "user-error", None, None, None

    def _classify_os_error(self, error: OSError) -> tuple[str, str | None, str | None, int | None]:
        if error.errno == errno.EAGAIN and self._has_forked():
            return "process-limit", None, "pids", None
        if error.errno in NO_SPACE:
            in_scratch = str(error.filename).startswith("/tmp/")
            results = self._around.role == "merger" and not in_scratch
            return "disk-limit", None, "resultsBytes" if results else "scratchBytes", None
        if error.errno == errno.ENOMEM:
            return "out-of-memory", None, "memory", None
        return "user-error", None, None, None

    def _place(self, error: BaseException) -> tuple[str | None, int | None]:
        """The innermost place in a file of the package."""
        if isinstance(error, SyntaxError) and error.filename:
            file = self.relative(error.filename)
            if file is not None:
                return file, error.lineno if error.lineno and error.lineno > 0 else None
        place: tuple[str | None, int | None] = (None, None)
        trace = error.__traceback__
        while trace is not None:
            file = self.relative(trace.tb_frame.f_code.co_filename)
            if file is not None:
                place = (file, trace.tb_lineno)
            trace = trace.tb_next
        # Such as the StopIteration that left a generator, of which Python makes another exception outside it.
        if place[0] is None and error.__cause__ is not None and error.__cause__.__cause__ is None:
            return self._place(error.__cause__)
        return place

    def _depth(self, error: BaseException) -> int | None:
        """Frames that user code had in use and the one that was too many; None where recursion in C ended first."""
        frames = 1
        trace = error.__traceback__
        while trace is not None:
            frames += not _is_machinery(trace.tb_frame.f_code.co_filename)
            trace = trace.tb_next
        return frames if frames > self._recursion_depth else None

    def _traceback(self, error: BaseException) -> str:
        try:
            report = TracebackException(type(error), error, error.__traceback__, compact=True)
            self._tidy(report)
            text = "".join(report.format())
        except BaseException:
            # The author's package shadows a module that the standard library needs for this, or the exception is odd.
            try:
                text = self._bare_traceback(error)
            except BaseException:
                text = ""
        return _shorten(text, _MOST_TRACEBACK)

    def _bare_traceback(self, error: BaseException) -> str:
        lines = ["Traceback (most recent call last):"]
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if not _is_machinery(code.co_filename):
                file = self.relative(code.co_filename) or code.co_filename
                lines.append(f'  File "{file}", line {trace.tb_lineno}, in {code.co_name}')
            trace = trace.tb_next
        return "\n".join((*lines, _describe(error), ""))

    def _tidy(self, report: TracebackException) -> None:
        """Leaves out the harness and the import system and names the package's files relative to it."""
        kept = [frame for frame in report.stack if not _is_machinery(frame.filename)]
        for frame in kept:
            frame.filename = self.relative(frame.filename) or frame.filename
        report.stack[:] = kept
        filename = getattr(report, "filename", None)
        if isinstance(filename, str):
            report.filename = self.relative(filename) or filename
        for other in (report.__cause__, report.__context__, *(getattr(report, "exceptions", None) or ())):
            if other is not None:
                self._tidy(other)


def _is_machinery(filename: str) -> bool:
    return filename.startswith((_HARNESS_FOLDER, "<frozen importlib"))


def _describe(error: BaseException) -> str:
    name = type(error).__name__
    try:
        if isinstance(error, SyntaxError):
            return f"{name}: {error.msg}"
        text = str(error)
    except BaseException:
        return f"{name} (whose text cannot be shown)"
    return f"{name}: {text}" if text else name


def _missing_module_help(name: str) -> str:
    return (
        f"Put {name.partition('.')[0]} into the package, or list what provides it in requirements.txt; "
        "check the spelling."
    )


def _shorten(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head, tail = most // 2, most // 3
    return f"{text[:head]}\n… {len(text) - head - tail} characters left out …\n{text[-tail:]}"
