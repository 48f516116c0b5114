"""One job in one role, from `load` to `bye`."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys

from . import logs
from .audit import Witness
from .bridge import Bridge
from .faults import Explainer, Surroundings
from .loading import find_entry, import_entry_file
from .main_thread import MainThread
from .merger import merge
from .parameters import given_anew, given_once
from .recursion import forbid_raising, limit_recursion_for_imports
from .splitter import split
from .warmth import import_until
from .worker import process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .loading import Entry
    from .wire import FrameWriter, Message


def serve(role: str, read_fd: int, writer: FrameWriter, bare_modules: frozenset[str]) -> None:
    """Talks to the chief from after `hello` up to and including `bye`. Raises BridgeClosed when it goes away."""
    # The chief alone ends us; an interrupt meant for it must not become an exception of user code.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable(2, all_threads=False)
    # The chief asks where user code stands before it ends it for the time: answered in C, whoever holds the interpreter.
    faulthandler.register(signal.SIGUSR1, file=writer.fd, all_threads=False)
    bridge = Bridge(read_fd, writer)
    import_until(bridge.has_said_something)
    load, _ = bridge.receive("load", "end")
    count = 0
    if load["type"] == "load":
        log = logs.redirect(load["logBytes"])
        bridge.use_segments(load["segments"])
        witness = Witness(load["packagePath"], writer)
        bridge.watch(witness.flush)
        bridge.watch(MainThread().check)
        bridge.watch(log.tick)
        count = _serve_role(role, bridge, load, log, witness, bare_modules)
        witness.flush()
        log.stop_ticks()
    bridge.say_bye(count)


def _serve_role(
    role: str, bridge: Bridge, load: Message, log: logs.Log, witness: Witness, bare_modules: frozenset[str]
) -> int:
    depth, params = load["recursionDepth"], load["params"]
    finish: Entry | None = None
    explainer = Explainer(
        load["packagePath"],
        Surroundings(role, load["datasetPath"], load["resultsPath"]),
        depth,
        lambda: witness.has_forked,
    )
    if role == "merger":
        os.environ["BUTCHER_RESULTS_DIR"] = load["resultsPath"]
    sys.argv = [os.path.join(load["packagePath"], load["entryFile"])]
    os.chdir(load["resultsPath" if role == "merger" else "packagePath"])
    witness.start()
    forbid_raising()
    try:
        limit_recursion_for_imports(depth)
        module = import_entry_file(
            load["packagePath"], load["entryFile"], load["importFolders"], bare_modules
        )
        name, entry = find_entry(module, load["entryNames"], load["entryFile"])
        if role == "splitter":
            entry = given_once(entry, 1, params)
        elif role == "worker":
            entry = given_anew(entry, 1, params)
        else:
            entry = given_anew(entry, 2, params)
            found = getattr(module, "finish", None)
            finish = given_once(found, 1, params) if callable(found) else None
    except BaseException as error:
        log.end_lines()
        bridge.say(explainer.failed("load", None, error))
        return 0
    bridge.say({"type": "ready", "entry": name})
    if role == "splitter":
        return split(bridge, entry, load["datasetPath"], load["fragmentBytes"], depth, explainer, log)
    if params is not None:
        # The frame that gives them is not the author's.
        depth += 1
    if role == "worker":
        tells_crcs = load.get("crcs", False)
        return process(bridge, entry, load["resultBytes"], depth, explainer, log, tells_crcs)
    return merge(bridge, entry, finish, load["jobName"], depth, explainer, log)
