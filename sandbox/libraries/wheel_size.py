"""What a wheel would unpack, told without unpacking it."""

import zipfile

MOST_FILES = 200_000


class BadWheelError(Exception):
    """The archive is none, or holds what no wheel may hold."""


def unpacked_bytes(path: str) -> int:
    """
    Sum of the sizes that the archive states, which is the most that comes out of it: whoever unpacks it reads no file
    further than its stated size. Raises BadWheelError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadWheelError("it is no archive that can be read") from error
    if len(members) > MOST_FILES:
        raise BadWheelError(f"it holds more than {MOST_FILES} files")
    for member in members:
        if _leads_out(member.filename):
            raise BadWheelError("it holds a file whose name leads out of it")
    return sum(member.file_size for member in members)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/")
