"""Importing the author's entry file as a plain Python process started in its folder would."""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader, all_suffixes

from .faults import Fault, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import ModuleType

    Entry = Callable[..., object]


def import_entry_file(
    package_path: str, entry_file: str, import_folders: Sequence[str], bare_modules: frozenset[str]
) -> ModuleType:
    """Runs the entry file as a module named by its stem, with the import folders first on sys.path, in order.

    `bare_modules` are the modules that a bare interpreter holds. Any other one that a file of the package shadows is
    forgotten first, so that the author's imports find the author's file although the harness holds the module.
    Raises what the module raises.
    """
    folders = [os.path.normpath(os.path.join(package_path, folder)) for folder in import_folders]
    _forget_shadowed(folders, bare_modules)
    sys.path[:0] = folders
    sys.path_importer_cache.clear()
    sys.dont_write_bytecode = True
    path = os.path.join(package_path, entry_file)
    name = os.path.basename(entry_file).removesuffix(".py")
    if not os.path.isfile(path):
        raise Fault("import-error", f"there is no {entry_file} in the package", file=entry_file)
    loader = SourceFileLoader(name, path)
    spec = ModuleSpec(name, loader, origin=path)
    spec.has_location = True
    module = type(sys)(name)
    module.__spec__ = spec
    module.__loader__ = loader
    module.__file__ = path
    module.__package__ = ""
    sys.modules[name] = module
    loader.exec_module(module)
    return sys.modules.get(name, module)


def find_entry(module: ModuleType, names: Sequence[str], entry_file: str) -> tuple[str, Entry]:
    """The first of `names` that the module defines, and its value, which is sure to be callable."""
    for name in names:
        entry = getattr(module, name, None)
        if entry is None:
            continue
        if isinstance(entry, type):
            raise Fault(
                "user-error",
                f"{name} in {entry_file} is a class; it has to be a function",
                help=f"Define it with `def {name}(…):`.",
                file=entry_file,
            )
        if callable(entry):
            return name, entry
        raise Fault(
            "user-error",
            f"{name} in {entry_file} is {named(entry)}; it has to be a function",
            help=f"Define it with `def {name}(…):` and do not reuse its name.",
            file=entry_file,
        )
    raise Fault(
        "import-error",
        f"{entry_file} does not define {names[0]}",
        help=f"Add `def {names[0]}(…):` at the top level of {entry_file}.",
        file=entry_file,
    )


def _forget_shadowed(folders: Iterable[str], bare_modules: frozenset[str]) -> None:
    own = {name for folder in folders for name in _module_names(folder)} - bare_modules
    for name in [name for name in sys.modules if name.partition(".")[0] in own]:
        del sys.modules[name]


def _module_names(folder: str) -> Iterable[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            if os.path.isfile(os.path.join(entry.path, "__init__.py")):
                yield entry.name
        elif entry.name.endswith(tuple(all_suffixes())):
            yield entry.name.partition(".")[0]
