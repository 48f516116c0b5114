"""Resolves and installs libraries with pip, in a container of their own: `install.py defaults|resolve|install`.

Reads `/build/plan.json` and says everything in lines of JSON on standard output. No code of what is installed runs:
wheels only, unpacked and compiled to bytecode. README.md says what the chief does with it.
"""

import compileall
import contextlib
import io
import json
import os
import re
import sys
import urllib.parse
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any, TextIO

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from forwarder import start_forwarder
from pip_log import explain
from wheel_size import BadWheelError, unpacked_bytes

PIP = "/opt/pip"
BUILD = Path("/build")
TARGET = Path("/opt/requirements")
SCRATCH = Path("/tmp/libraries")
REPORT = SCRATCH / "report.json"
LOG = SCRATCH / "pip.log"
LOCKED = SCRATCH / "locked.txt"
WHEELS = SCRATCH / "wheels"
MOST_DISTRIBUTIONS = 500

_COLLECTING = re.compile(r"Collecting ([A-Za-z0-9._\[\],<>=!~+*-]{1,100})")
_DOWNLOADING = re.compile(r"Downloading ([A-Za-z0-9._+!-]{1,200}\.whl) \(([0-9.]{1,10} [kMG]?B)\)")

Plan = dict[str, Any]


class InstallationFailedError(Exception):
    """Ends the program with one last line."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.line: dict[str, object] = {"type": "failed", "reason": reason, **details}


class PipLines(io.TextIOBase):
    """Stands for pip's standard output and makes a few words of progress of it."""

    def __init__(self, out: TextIO, step: str) -> None:
        self._out = out
        self._step = step
        self._pending = ""

    def write(self, text: str, /) -> int:
        *lines, rest = (self._pending + text).split("\n")
        self._pending = rest[-1000:]
        for line in lines:
            said = progress_of(line.strip(), self._step)
            if said is not None:
                say(self._out, {"type": "progress", "text": said})
        return len(text)


def progress_of(line: str, step: str) -> str | None:
    # Installing looks once more for what was found.
    if step == "resolve" and (found := _COLLECTING.match(line)):
        return f"looking for {found[1]}"
    if found := _DOWNLOADING.match(line):
        return f"downloading {found[1]} ({found[2]})"
    return None


def say(out: TextIO, line: Mapping[str, object]) -> None:
    out.write(json.dumps(line) + "\n")
    out.flush()


def run_pip(out: TextIO, step: str, arguments: Iterable[str]) -> None:
    """Runs pip in this process. Raises InstallationFailedError with what its log tells where it does not succeed."""
    pip: Any = import_module("pip._internal.cli.main")
    LOG.unlink(missing_ok=True)
    options = [
        *("--isolated", "--no-input", "--disable-pip-version-check", "--no-color", f"--log={LOG}"),
        *("--progress-bar=off", "--retries=2", "--timeout=20", f"--cache-dir={SCRATCH / 'cache'}"),
    ]
    command, *rest = arguments
    lines_of_pip: Any = PipLines(out, step)
    with contextlib.redirect_stdout(lines_of_pip), contextlib.redirect_stderr(io.StringIO()):
        status = pip.main([command, *options, *rest])
    if status != 0:
        with LOG.open(encoding="utf-8", errors="replace") as lines:
            raise InstallationFailedError("pip", status=status, **explain(lines))


def supply_options(plan: Plan, proxy: str | None) -> list[str]:
    if plan["credentials"] is not None:
        os.environ["NETRC"] = plan["credentials"]
    options = [f"--find-links={folder}" for folder in plan["findLinks"]]
    if plan["indexUrl"] is None or proxy is None:
        return [*options, "--no-index"]
    if plan["certificates"] is not None:
        options.append(f"--cert={plan['certificates']}")
    trusted = urllib.parse.urlsplit(plan["indexUrl"])
    if trusted.scheme == "http":
        options.append(f"--trusted-host={trusted.hostname}")
    return [*options, f"--index-url={plan['indexUrl']}", f"--proxy={proxy}"]


def refuse_addresses() -> None:
    """
    Makes pip refuse a requirement with an address of its own before it fetches anything from there: of a wheel that
    requires `name @ https://…`, since the chief refuses those of requirements.txt itself.
    """
    exceptions: Any = import_module("pip._internal.exceptions")
    constructors: Any = import_module("pip._internal.req.constructors")
    parse = constructors.get_requirement

    def get_requirement(text: str) -> Any:
        requirement = parse(text)
        if requirement.url:
            raise exceptions.InstallationError(f"butcher: address of its own: {requirement.name}")
        return requirement

    constructors.get_requirement = get_requirement


def download_once() -> None:
    """
    Where the index gives metadata and hash apart from the wheel, knowing what to install takes no download; and what had
    to be downloaded for that is kept for `install`.
    """
    preparer: Any = import_module("pip._internal.operations.prepare").RequirementPreparer
    helpers: Any = import_module("pip._internal.utils.direct_url_helpers")
    prepare = preparer.prepare_linked_requirements_more

    def prepare_linked_requirements_more(self: Any, reqs: Iterable[Any], *rest: Any, **named: Any) -> None:
        reqs = list(reqs)
        waiting = [req for req in reqs if req.needs_more_preparation]
        unknown = [req for req in waiting if "sha256" not in (req.link.as_hashes()._allowed if req.link else {})]
        for req in waiting:
            if req not in unknown and req.download_info is None:
                req.download_info = helpers.direct_url_from_link(req.link, req.source_dir)
        prepare(self, unknown, *rest, **named)
        for req in reqs:
            if req.local_file_path and req.link.scheme != "file":
                os.link(req.local_file_path, WHEELS / os.path.basename(req.local_file_path))

    preparer.prepare_linked_requirements_more = prepare_linked_requirements_more


def resolve(out: TextIO, plan: Plan) -> None:
    """Says what would be installed, and keeps it for `install`."""
    refuse_addresses()
    download_once()
    WHEELS.mkdir()
    proxy = None if plan["socket"] is None else start_forwarder(plan["socket"])
    run_pip(
        out,
        "resolve",
        [
            *("install", "--dry-run", "--only-binary=:all:", f"--report={REPORT}"),
            *supply_options(plan, proxy),
            *("--requirement", str(BUILD / "requirements.txt"), "--constraint", str(BUILD / "constraints.txt")),
        ],
    )
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    found = [distribution_of(item) for item in report["install"]]
    if len(found) > MOST_DISTRIBUTIONS:
        raise InstallationFailedError("too-many", observed=len(found))
    LOCKED.write_text(
        "".join(f"{each['name']} @ {each['url']} --hash=sha256:{each['sha256']}\n" for each in found),
        encoding="utf-8",
    )
    say(out, {"type": "resolved", "distributions": found})


def distribution_of(item: dict[str, Any]) -> dict[str, object]:
    download = item["download_info"]
    url = urllib.parse.urlsplit(download["url"])
    return {
        "name": re.sub(r"[-_.]+", "-", item["metadata"]["name"]).lower(),
        "version": item["metadata"]["version"],
        "sha256": download.get("archive_info", {}).get("hashes", {}).get("sha256", ""),
        "url": download["url"],
        "scheme": url.scheme,
        "host": url.netloc.rpartition("@")[2].lower(),
        "path": urllib.parse.unquote(url.path) if url.scheme == "file" else "",
        "direct": bool(item.get("is_direct", False)),
    }


def install(out: TextIO, plan: Plan) -> None:
    """Fetches what `resolve` found, and nothing else, looks at the wheels and unpacks them."""
    proxy = None if plan["socket"] is None else start_forwarder(plan["socket"])
    fetch = ["download", "--no-deps", "--only-binary=:all:", f"--dest={WHEELS}", *supply_options(plan, proxy)]
    run_pip(out, "install", [*fetch, "--requirement", str(LOCKED)])
    wheels = sorted(WHEELS.iterdir())
    stated = 0
    for wheel in wheels:
        try:
            stated += unpacked_bytes(str(wheel))
        except BadWheelError as error:
            raise InstallationFailedError("bad-wheel", file=wheel.name, why=str(error)) from None
        if stated > plan["maxBytes"]:
            raise InstallationFailedError("too-large", observed=stated)
    count = f"{len(wheels)} wheel{'' if len(wheels) == 1 else 's'}"
    say(out, {"type": "progress", "text": f"unpacking {count} ({stated / 1e6:.1f} MB)"})
    run_pip(
        out,
        "install",
        [
            *("install", "--no-deps", "--no-index", "--no-compile", "--ignore-installed", f"--target={TARGET}"),
            *map(str, wheels),
        ],
    )
    say(out, {"type": "progress", "text": "compiling to bytecode"})
    with contextlib.redirect_stdout(io.StringIO()):
        compileall.compile_dir(TARGET, quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
    size = sum(path.lstat().st_size for path in TARGET.rglob("*"))
    if size > plan["maxBytes"]:
        raise InstallationFailedError("too-large", observed=size)
    say(out, {"type": "installed", "bytes": size})


def defaults(out: TextIO) -> None:
    """Says which index pip takes when none is named, and from which hosts that gives files."""
    index: Any = import_module("pip._internal.models.index").PyPI
    say(out, {"type": "defaults", "indexUrl": index.simple_url, "hosts": [index.netloc, index.file_storage_domain]})


def main() -> None:
    out = sys.stdout
    # What is unpacked there is never imported, not even by chance.
    sys.path[:] = [PIP, *(path for path in sys.path if path != str(TARGET))]
    SCRATCH.mkdir(exist_ok=True)
    (step,) = sys.argv[1:]
    try:
        if step == "defaults":
            defaults(out)
            return
        plan: Plan = json.loads((BUILD / "plan.json").read_text(encoding="utf-8"))
        (resolve if step == "resolve" else install)(out, plan)
    except InstallationFailedError as failed:
        say(out, failed.line)


if __name__ == "__main__":
    main()
