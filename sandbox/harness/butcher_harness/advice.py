"""What to do about an exception that many meet once, in the author's words."""

from __future__ import annotations

import errno
import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .faults import Surroundings

    Advisor = Callable[["Surroundings", BaseException], str | None]

_MOST_SHOWN = 200
_MOST_READ = 2_000
_MOST_LISTED = 5

_THREADS = (
    "The sandbox has no shared memory for processes: use threads (`concurrent.futures.ThreadPoolExecutor`), or cut finer "
    "fragments and leave the parallel work to the workers."
)
_NO_NETWORK = "There is no network in the sandbox; bring what is needed as data."
_REFUSED_CALL = (
    "The sandbox refuses this system call: it lets through what Python's standard library and NumPy need to calculate."
)
_NO_COMMAND_LINE = (
    "There is no command line in the sandbox: `sys.argv` holds the file's name alone. Put what varies into the data, or "
    "declare a parameter in butcher.json, which `--param` sets."
)
_DECODE = "Fragments and results are bytes: `fragment.decode()` makes text of them, `text.encode()` bytes of text."
_READ_BYTES = 'Read lines as bytes: `open(dataset_path, "rb")`; or encode the text: `yield line.encode()`.'
_FOLDER_FIRST = "A folder has to be made first, before a file can be in it: `os.makedirs(…, exist_ok=True)`. "
_NETWORK_ERRORS = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL)
_REFUSED_CALL_ERRORS = (errno.EPERM, errno.ENOSYS)
_READ_ONLY_ERRORS = (errno.EROFS, errno.EACCES, errno.EPERM)

# Parts of messages of a TypeError, AttributeError or csv.Error that say that bytes and text were mixed.
_MIXED = (
    (re.compile(r"write\(\) argument must be str, not byte"), 'Open the file with "wb" or "ab" to write bytes into it.'),
    (re.compile(r"write\(\) argument must be str, not "), "Make text of it: `str(…)`, or `f\"{…}\"`."),
    (
        re.compile(r"cannot use a (string|bytes) pattern on a (bytes-like|string)"),
        'Write the pattern as bytes, `rb"…"`, or decode first: `fragment.decode()`.',
    ),
    (
        re.compile(r"iterator should return strings, not bytes"),
        '`csv` reads text: open the file with `open(path, newline="", encoding="utf-8")`, or give it '
        '`io.StringIO(fragment.decode(), newline="")`.',
    ),
    (re.compile(r"'str' object has no attribute 'decode'"), "It is text already: leave out `.decode()`."),
    (re.compile(r"a bytes-like object is required, not 'str'"), f'{_DECODE} A file opened with "b" takes bytes.'),
    (
        re.compile(
            r"can't concat str to bytes|can only concatenate str \(not \"bytes\"\)|must be str, not bytes"
            r"|expected a bytes-like object, str found|expected str instance, bytes found"
            r"|first arg must be bytes|'bytes' object has no attribute"
        ),
        _DECODE,
    ),
)
_NOT_JSON = re.compile(r"Object of type (\w+) is not JSON serializable")


def advise(around: Surroundings, stage: str, error: BaseException) -> str | None:
    """The advice for an exception that left user code; None where there is none better than its code's own."""
    if around.role == "splitter" and stage == "split" and _misses_data(around, error):
        return "The data folder is empty: was --data forgotten? The job had no data, or an empty folder."
    for advisor in _ADVISORS:
        advice = advisor(around, error)
        if advice is not None:
            return advice
    return None


def _misses_data(around: Surroundings, error: BaseException) -> bool:
    if not isinstance(error, (OSError, LookupError, ValueError, EOFError, RuntimeError)):
        return False
    try:
        return not os.listdir(around.dataset_path)
    except OSError:
        return False


def _command_line(_: Surroundings, error: BaseException) -> str | None:
    if isinstance(error, SystemExit) and _passes(error, "argparse.py", "optparse.py", "/click/"):
        return _NO_COMMAND_LINE
    if isinstance(error, (IndexError, ValueError)) and "sys.argv" in _innermost_line(error):
        return _NO_COMMAND_LINE
    return None


def _environment(_: Surroundings, error: BaseException) -> str | None:
    if isinstance(error, KeyError) and _passes(error, "<frozen os>", "/os.py"):
        return (
            "The sandbox has none of your machine's environment variables: declare a parameter in butcher.json, which "
            "`--param` sets."
        )
    return None


def _input(_: Surroundings, error: BaseException) -> str | None:
    if isinstance(error, EOFError) and str(error) == "EOF when reading a line":
        return "Nobody is there to answer `input()`. Put what it asks for into a file of the package, or into the data."
    return None


def _parallel(_: Surroundings, error: BaseException) -> str | None:
    named = str(getattr(error, "filename", ""))
    if isinstance(error, (OSError, ImportError, RuntimeError)) and (
        named.startswith("/dev/shm") or _passes(error, "/multiprocessing/", "/concurrent/futures/process.py")
    ):
        return _THREADS
    return None


def _network(_: Surroundings, error: BaseException) -> str | None:
    if not isinstance(error, OSError):
        return None
    reason = getattr(error, "reason", None)
    if error.errno in _NETWORK_ERRORS or "gaierror" in (type(error).__name__, type(reason).__name__):
        return _NO_NETWORK
    return _NO_NETWORK if isinstance(reason, OSError) and reason.errno in _NETWORK_ERRORS else None


def _data_elsewhere(around: Surroundings, error: BaseException) -> str | None:
    """On another machine than the splitter's there is nothing where the data would be."""
    if around.role != "worker" or not isinstance(error, FileNotFoundError) or os.path.lexists(around.dataset_path):
        return None
    # Libraries may raise it with words of their own alone.
    path = error.filename
    if path is None and around.dataset_path in str(error)[:_MOST_READ]:
        path = around.dataset_path
    path = os.fsdecode(path) if isinstance(path, (str, bytes)) else ""
    holds_data = path != "" and around.dataset_path.startswith(os.path.join(path, ""))
    if not holds_data and not _is_data(around, path):
        return None
    return (
        f"`{_shown(path)}` is part of the data, which only the machine of the splitter has: let the splitter put what the "
        "processor needs of it into the fragments."
    )


def _missing_file(around: Surroundings, error: BaseException) -> str | None:
    if not isinstance(error, FileNotFoundError) or error.filename is None:
        return None
    path = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else ""
    shown = _shown(path)
    if _passes(error, "/subprocess.py"):
        return f"There is no program `{shown}` in the sandbox; look for a Python module that does the same."
    if "\\" in path and not _is_windows_path(path):
        return "`\\` does not part folders in the sandbox: write `/`, or `os.path.join(dataset_path, …)`."
    if _is_data(around, path):
        if os.path.islink(path):
            return (
                f"`{shown}` is a link that leads nowhere in the sandbox, which sees only what is in the data folder: put the "
                "file itself there, or a hard link (`ln`)."
            )
        return _listing(around)
    if os.path.isabs(path) or _is_windows_path(path):
        if around.role == "merger":
            return (
                f"`{shown}` is a path of another machine. Results go below the working directory of the merger, by a plain "
                'name such as "out.txt"; the package\'s own files are beside `__file__`.'
            )
        return (
            f"`{shown}` is a path of another machine. Here the data is at `dataset_path`, which `splitter` is given "
            f"({_shown(around.dataset_path)}), and the package's files are beside `__file__`."
        )
    if around.role == "splitter":
        return (
            f"`{shown}` is looked for in the working directory, which holds the package. The data is at `dataset_path`, "
            f"which `splitter` is given: {_shown(around.dataset_path)}"
        )
    if around.role == "merger":
        return (
            f"{_FOLDER_FIRST if _lacks_folder(path) else ''}"
            f"`{shown}` is looked for in the working directory, which is the results folder "
            f"({_shown(around.results_path)}). The package's own files are beside `__file__`: "
            "`os.path.join(os.path.dirname(__file__), …)`."
        )
    return (
        f"`{shown}` is looked for in the working directory, which holds the package. A processor sees its fragment and the "
        "package, not the data: yield what it needs."
    )


def _is_windows_path(path: str) -> bool:
    return re.match(r"[A-Za-z]:[\\/]|\\\\", path) is not None


def _lacks_folder(path: str) -> bool:
    folder = os.path.dirname(path)
    return folder != "" and not os.path.isdir(folder)


def _made_before(around: Surroundings, error: BaseException) -> str | None:
    if isinstance(error, FileExistsError) and around.role == "merger":
        return (
            "`merger` is called for each result, and finds what it made before: `os.makedirs(…, exist_ok=True)` makes a "
            'folder where there is none, and mode "ab" adds to a file.'
        )
    return None


def _import_ring(_: Surroundings, error: BaseException) -> str | None:
    if isinstance(error, (ImportError, AttributeError)) and "circular import" in str(error)[-300:]:
        return (
            "Two files import each other, and the first is only half loaded when the second asks it for a name: move what "
            "both need into a third file, or import it inside the function that uses it."
        )
    return None


def _listing(around: Surroundings) -> str | None:
    try:
        names = sorted(os.listdir(around.dataset_path))
    except OSError:
        return None
    listed = ", ".join(_shown(name) for name in names[:_MOST_LISTED])
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    only = "" if more else "only "
    return f"The data folder holds {only}{listed}{more}; look at the name, and at upper and lower case."


def _wrong_kind(around: Surroundings, error: BaseException) -> str | None:
    path = getattr(error, "filename", None)
    is_data = _is_data(around, path)
    if isinstance(error, IsADirectoryError):
        if is_data and path == around.dataset_path:
            return (
                "The data is a folder: go through it, `for name in sorted(os.listdir(dataset_path)): …`, or give one file "
                "with --data."
            )
        return "It is a folder: name a file in it."
    if isinstance(error, NotADirectoryError) and is_data:
        return "The data is one file: `open(dataset_path, \"rb\")` reads it; or give a folder with --data."
    return None


def _is_data(around: Surroundings, path: object) -> bool:
    return isinstance(path, str) and (
        path == around.dataset_path or path.startswith(os.path.join(around.dataset_path, ""))
    )


def _written_elsewhere(around: Surroundings, error: BaseException) -> str | None:
    if not isinstance(error, OSError) or error.errno not in _READ_ONLY_ERRORS:
        return None
    scratch = "Files for the moment can go to /tmp."
    if _is_data(around, error.filename):
        return f'The data can only be read: open it with mode "rb". {scratch}'
    if around.role == "merger":
        return (
            f"Results go below the working directory of the merger, {_shown(around.results_path)} (also in "
            f"BUTCHER_RESULTS_DIR); it can write nowhere else. {scratch}"
        )
    what = "yields" if around.role == "splitter" else "returns"
    return f"Only the merger can write results; the {_who(around)} hands on what it {what}. {scratch}"


def _refused_call(_: Surroundings, error: BaseException) -> str | None:
    # Where a file is named, it is the file that may not be touched.
    if isinstance(error, OSError) and error.errno in _REFUSED_CALL_ERRORS and error.filename is None:
        return _REFUSED_CALL
    return None


def _memory(around: Surroundings, error: BaseException) -> str | None:
    if isinstance(error, MemoryError) and around.role == "splitter":
        return (
            "Read the data in pieces instead of whole (line by line, `file.read(size)`, or `mmap`), and yield each piece; "
            "or raise `--limit memory=…`."
        )
    return None


def _not_json(_: Surroundings, error: BaseException) -> str | None:
    match = _NOT_JSON.search(str(error)) if isinstance(error, TypeError) else None
    if match is None:
        return None
    kind = match[1]
    if kind == "ndarray":
        return "JSON knows no arrays of NumPy: `array.tolist()` makes lists of them."
    if kind == "bytes":
        return "JSON knows no bytes: `.decode()` makes text of them."
    if kind in ("set", "frozenset"):
        return "JSON knows no sets: `sorted(…)` makes a list of one."
    if re.fullmatch(r"u?int\d+|float\d+|bool_?", kind):
        return "JSON knows no numbers of NumPy: `int(x)` or `float(x)` makes one of Python's, `.tolist()` of a whole array."
    return f"JSON knows no {kind}: turn it into text, a number, a list or a dict first."


def _cut_json(_: Surroundings, error: BaseException) -> str | None:
    if type(error).__name__ != "JSONDecodeError":
        return None
    if str(error).startswith("Extra data"):
        return "There is more than one JSON value: take them one by one, `for line in fragment.splitlines(): …`."
    return "This is no whole JSON value: it was cut in the middle, is empty, or is something else."


def _mixed_text(around: Surroundings, error: BaseException) -> str | None:
    if isinstance(error, (TypeError, AttributeError)) or type(error).__name__ == "Error":
        said = str(error)[:500]
        if around.role == "splitter" and "expected a bytes-like object, str found" in said:
            return _READ_BYTES
        for pattern, advice in _MIXED:
            if pattern.search(said):
                return advice
    if isinstance(error, UnicodeDecodeError):
        return (
            f"These bytes are not {error.encoding}: the text is in another encoding (`.decode(\"latin-1\")`, `open(…, "
            "encoding=\"latin-1\")`), is no text, or was cut in the middle of a character."
        )
    return None


def _cut_number(_: Surroundings, error: BaseException) -> str | None:
    said = str(error)[:500] if isinstance(error, ValueError) or type(error).__name__ == "error" else ""
    if "buffer size must be a multiple of element size" in said or said.startswith("unpack requires a buffer"):
        return "The fragment was cut in the middle of a value: let the splitter cut at whole ones."
    return None


def _stop_iteration(_: Surroundings, error: BaseException) -> str | None:
    if isinstance(error, RuntimeError) and "generator raised StopIteration" in str(error):
        if error.__cause__ is not None and "raise StopIteration" in _innermost_line(error.__cause__):
            return "`return` ends a generator; `raise StopIteration` is an error in it."
        return "`next(…)` found nothing more: use a `for` loop, or `next(it, None)` and `return` where it is None."
    return None


_ADVISORS: tuple[Advisor, ...] = (
    *(_command_line, _environment, _input, _parallel, _network, _data_elsewhere, _missing_file, _wrong_kind),
    *(_refused_call, _written_elsewhere, _memory, _not_json, _cut_json, _mixed_text, _cut_number, _stop_iteration, _import_ring, _made_before),
)


def _who(around: Surroundings) -> str:
    return "processor" if around.role == "worker" else around.role


def _shown(path: str) -> str:
    return path if len(path) <= _MOST_SHOWN else f"{path[:_MOST_SHOWN]}…"


def _passes(error: BaseException, *files: str) -> bool:
    """Whether the exception came through a file whose path ends in, or holds, one of these."""
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if any(name.endswith(file) or file in name for file in files):
            return True
        trace = trace.tb_next
    return False


def _innermost_line(error: BaseException) -> str:
    from linecache import getline

    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
