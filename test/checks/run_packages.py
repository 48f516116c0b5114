"""Runs packages the plain way: splitter, Processor, merger and finish, one process per role.

Reads a JSON list of {"name", "folder", "guideline", "data", "needs"} from standard input and writes a JSON list of
{"name", "outcome": "ran" | "skipped" | "failed", "detail"} to standard output.
"""

import functools
import importlib
import importlib.util
import inspect
import json
import os
import pickle
import shutil
import signal
import sys
import tempfile
import traceback

SECONDS_PER_ROLE = 20


def missing(needs):
    for need in needs:
        if need.startswith("python"):
            if sys.version_info[:2] < tuple(int(part) for part in need[len("python"):].split(".")):
                return need
        elif importlib.util.find_spec(need) is None:
            return need
    return None


def in_child(function):
    """Runs the function in a forked child and returns what it returned."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        signal.alarm(SECONDS_PER_ROLE)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        try:
            answer = (True, function())
        except BaseException:
            answer = (False, traceback.format_exc())
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(answer, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        raw = pipe.read()
    _, status = os.waitpid(pid, 0)
    if not raw:
        raise RuntimeError(f"the process ended with status {status}")
    succeeded, value = pickle.loads(raw)
    if not succeeded:
        raise RuntimeError(value)
    return value


def load(root, folder, module):
    own = os.path.join(root, folder)
    sys.path[:0] = [own] if own == root else [own, root]
    sys.dont_write_bytecode = True
    return importlib.import_module(module)


def pick(module, names):
    return next(getattr(module, name) for name in names if hasattr(module, name))


def as_bytes(value):
    if isinstance(value, str):
        raise TypeError("text is not bytes")
    return memoryview(value).tobytes()


def declared(root):
    """The defaults of the parameters that butcher.json declares, or None."""
    path = os.path.join(root, "butcher.json")
    if not os.path.isfile(path):
        return None
    with open(path, encoding="utf-8-sig") as file:
        params = json.load(file).get("params")
    return None if params is None else {name: each["default"] for name, each in params["properties"].items()}


def given(function, params):
    """`function`, with the parameters by keyword where it takes them."""
    takes = params is not None and "params" in inspect.signature(function).parameters
    return functools.partial(function, params=params) if takes else function


def run(case):
    root = case["folder"]
    butcher, processor = ("Butcher", "Processor") if case["guideline"] else ("", "")
    work = tempfile.mkdtemp(prefix="butcher-corpus-")
    results = os.path.join(work, "results")
    os.mkdir(results)
    dataset = os.path.join(work, "data.txt")
    with open(dataset, "w", encoding="utf-8", newline="") as file:
        file.write(case["data"])
    os.environ["BUTCHER_RESULTS_DIR"] = results
    root = os.path.abspath(root)
    params = declared(root)

    def split():
        os.chdir(work)
        split_function = pick(load(root, butcher, "Split"), ["splitter", "Split"])
        return [as_bytes(fragment) for fragment in given(split_function, params)(dataset)]

    def process():
        os.chdir(work)
        process_function = pick(
            load(root, processor, "Processor"), ["Processor", "processor", "Process", "process"]
        )
        return [as_bytes(given(process_function, params)(fragment)) for fragment in fragments]

    def merge():
        os.chdir(results)
        module = load(root, butcher, "Merge")
        merge_function = pick(module, ["merger", "Merge"])
        for result in processed:
            given(merge_function, params)(result, "job")
        if hasattr(module, "finish"):
            given(module.finish, params)("job")

    try:
        fragments = in_child(split)
        processed = in_child(process)
        in_child(merge)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main():
    outcomes = []
    for case in json.load(sys.stdin):
        lack = missing(case["needs"])
        if lack is not None:
            outcomes.append({"name": case["name"], "outcome": "skipped", "detail": lack})
            continue
        try:
            run(case)
            outcomes.append({"name": case["name"], "outcome": "ran", "detail": ""})
        except Exception as problem:
            outcomes.append({"name": case["name"], "outcome": "failed", "detail": str(problem)})
    json.dump(outcomes, sys.stdout)


main()
