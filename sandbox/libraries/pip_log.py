"""Takes from pip's log what explains a failure. It holds whatever indexes and wheels say, so all of it is bounded."""

import re
from collections.abc import Iterable

MOST_LINES = 100
LONGEST_LINE = 2000
MOST_VERSIONS = 2000
MOST_TAGS = 20

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT[\d:]{8},\d{3} ")
_SKIPPED = "Skipping link: "
_FILE = re.compile(r"[A-Za-z0-9._+!%-]{1,300}")
_TELLING = (
    "ERROR:",
    "Could not fetch URL",
    "WARNING: Could not fetch URL",
    "WARNING: Skipping page",
    "The conflict is caused by",
    "The user requested",
)
_FAILED = re.compile(
    r"Read timed out|IncompleteRead|IncompleteDownload|incomplete-download|RemoteDisconnected"
    r"|No space left on device|File too large"
)
_DEPENDS = re.compile(r"[A-Za-z0-9._-]{1,200} \S{1,100} depends on ")


def explain(lines: Iterable[str]) -> dict[str, object]:
    """
    `errors`: pip's own lines about what went wrong. `unfit`: by `name==version`, the Pythons and platforms for which
    there are wheels, `source` among them where there is an archive of the source.
    """
    errors: list[str] = []
    unfit: dict[str, list[str]] = {}
    for raw in lines:
        line = _STAMP.sub("", raw[: LONGEST_LINE + 40], count=1).strip()
        if line.startswith(_SKIPPED):
            _note_unfit(line, unfit)
        elif len(errors) < MOST_LINES and _tells(line):
            errors.append(line[:LONGEST_LINE])
    return {"errors": errors, "unfit": unfit}


def _tells(line: str) -> bool:
    return line.startswith(_TELLING) or _DEPENDS.match(line) is not None or _FAILED.search(line) is not None


def _note_unfit(line: str, unfit: dict[str, list[str]]) -> None:
    reason, _, link = line.removeprefix(_SKIPPED).rpartition(": ")
    file = link.partition(" ")[0].partition("#")[0].rpartition("/")[2]
    if _FILE.fullmatch(file) is None:
        return
    if reason.startswith("none of the wheel's tags") and file.endswith(".whl"):
        parts = file[:-4].split("-")
        if len(parts) < 5:
            return
        key, tag = f"{_normal(parts[0])}=={parts[1]}", f"{parts[-3]}-{parts[-1]}"
    elif reason.startswith("No sources permitted"):
        stem = re.sub(r"\.(?:tar\.gz|tar\.bz2|zip|tgz)$", "", file)
        name, _, version = stem.rpartition("-")
        key, tag = f"{_normal(name)}=={version}", "source"
    else:
        return
    if key in unfit or len(unfit) < MOST_VERSIONS:
        tags = unfit.setdefault(key, [])
        if tag not in tags and len(tags) < MOST_TAGS:
            tags.append(tag)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
