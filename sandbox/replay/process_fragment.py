"""Calls a package's processor on one fragment in the foreground, so that `breakpoint()` and a debugger work.

Arguments: the package's folder, entry file, entry names and import folders (each joined with os.pathsep), the file
that holds the fragment, the one that holds the job's parameters as JSON and the one that gets the result. At a terminal
an exception ends in the debugger.
"""

from __future__ import annotations

import os
import sys
import traceback
from _thread import start_new_thread

BARE_MODULES = frozenset(sys.modules)
HARNESS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "harness")


# A pipe from who has started this, which ends with it.
PARENT_FD = 3
# As a number: what is imported here counts as there in a bare interpreter.
SIGKILL = 9


def end_with_parent() -> None:
    """Ends this process, and its children where it is the head of a group, when its parent is gone."""
    os.read(PARENT_FD, 1)
    if os.getpgrp() == os.getpid():
        os.killpg(0, SIGKILL)
    os.kill(os.getpid(), SIGKILL)


def main() -> int:
    package, entry_file, names, folders, fragment_file, params_file, result_file = sys.argv[1:]
    os.set_inheritable(PARENT_FD, False)
    start_new_thread(end_with_parent, ())
    sys.path.insert(0, HARNESS)
    import json

    from butcher_harness.faults import Fault
    from butcher_harness.loading import find_entry, import_entry_file
    from butcher_harness.parameters import given_once

    sys.path.remove(HARNESS)
    with open(fragment_file, "rb") as file:
        fragment = file.read()
    with open(params_file, "rb") as file:
        params = json.load(file)
    os.chdir(package)
    try:
        module = import_entry_file(package, entry_file, folders.split(os.pathsep), BARE_MODULES)
        _, processor = find_entry(module, names.split(os.pathsep), entry_file)
        result = given_once(processor, 1, params)(fragment)
        content = memoryview(result).tobytes()  # type: ignore[arg-type]
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    except Exception as error:
        own = error.__traceback__.tb_next if error.__traceback__ else None
        traceback.print_exception(type(error), error, own or error.__traceback__)
        if sys.stdin.isatty():
            import pdb

            pdb.post_mortem(own or error.__traceback__)
        return 1
    with open(result_file, "wb") as file:
        file.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
