"""Start of the gate: `python3 -s -P -X utf8 …/butcher_gate/__main__.py`, or with `relay` after it that of the relay."""

import sys

if __name__ == "__main__":
    folder = __file__.rpartition("/butcher_gate/")[0]
    sys.path.insert(0, folder)
    if sys.argv[1:] == ["relay"]:
        from butcher_gate.relay import main
    else:
        from butcher_gate.main import main

    sys.exit(main())
