"""Start of the harness: `python3 -s -P -X utf8 …/butcher_harness/__main__.py` (README.md says why these options)."""

import sys

if __name__ == "__main__":
    bare_modules = frozenset(sys.modules)
    harness_folder = __file__.rpartition("/butcher_harness/")[0]
    sys.path.insert(0, harness_folder)
    from butcher_harness.main import main

    sys.path.remove(harness_folder)
    main(bare_modules)
