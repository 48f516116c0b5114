"""Types into a real shell at a terminal of its own and says what became of each line.

Reads JSON from standard input: the program with its arguments, and for each line the keys to type. The shell's prompt is
`READY>`; its Ctrl-T prints the line as it stands between `LINE<` and `>ENIL`. Prints JSON: for each line what stands
there then, and what was shown meanwhile.
"""

import fcntl
import json
import os
import pty
import struct
import sys
import termios

CTRL_E = b"\x05"
CTRL_T = b"\x14"
CTRL_U = b"\x15"


def main() -> None:
    asked = json.load(sys.stdin)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(asked["command"][0], asked["command"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))
    answers = []
    until(terminal, b"READY>")
    for keys in asked["lines"]:
        os.write(terminal, CTRL_E + CTRL_U + keys.encode() + CTRL_T)
        shown = until(terminal, b">ENIL")
        before, _, line = shown.rpartition(b"LINE<")
        answers.append({"line": text(line.removesuffix(b">ENIL")), "shown": text(before)})
    os.kill(pid, 9)
    json.dump(answers, sys.stdout)


def until(terminal: int, mark: bytes) -> bytes:
    seen = b""
    while mark not in seen:
        seen += os.read(terminal, 65536)
    end = seen.index(mark) + len(mark)
    return seen[:end]


def text(shown: bytes) -> str:
    return shown.decode("utf-8", "replace")


main()
