"""The harness as a child process: no network, no descriptor of the gate's, and no word to the gate but by its bridge."""

from __future__ import annotations

import os
import signal
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .confine import set_dumpable

if TYPE_CHECKING:
    from collections.abc import Sequence

# The kernel's better choice where memory runs out, so that the gate lives to tell.
DIE_BEFORE_THE_GATE = "900"
FAILED_TO_START = 70


@dataclass
class Harness:
    """Descriptors of the gate's ends, which do not wait. `ended` can be read once the process is dead."""

    pid: int
    bridge: socket.socket
    log: int
    ended: int

    def kill(self) -> None:
        """With all that it started: user code's processes that left its group come to this one, the first of the
        container, which alone may kill everything.
        """
        if os.getpid() == 1:
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                pass
        else:
            os.kill(self.pid, signal.SIGKILL)

    def ask_for_stack(self) -> None:
        os.kill(self.pid, signal.SIGUSR1)

    def reap(self) -> int | None:
        """Takes leave of the processes that have ended; gives the harness's exit code, as a shell would, once it is
        among them.
        """
        code = None
        try:
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    break
                if pid == self.pid:
                    ended = os.waitstatus_to_exitcode(status)
                    code = ended if ended >= 0 else 128 - ended
        except ChildProcessError:
            pass
        return code


def start_harness(command: Sequence[str], env: dict[str, str], folder: str) -> Harness:
    """Forks and runs the command, which finds its bridge at descriptors 0 and 1 and its log at 2."""
    ours, theirs = socket.socketpair()
    log_read, log_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _become(command, env, folder, theirs.fileno(), log_write)
        except BaseException as error:
            os.write(2, f"the harness cannot be started: {error}\n".encode())
        finally:
            os._exit(FAILED_TO_START)
    theirs.close()
    os.close(log_write)
    ours.setblocking(False)
    os.set_blocking(log_read, False)
    return Harness(pid, ours, log_read, os.pidfd_open(pid))


def _become(command: Sequence[str], env: dict[str, str], folder: str, bridge: int, log: int) -> None:
    os.setsid()
    # Files of a process that is not dumpable belong to root, this one included.
    set_dumpable(1)
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write(DIE_BEFORE_THE_GATE)
    for source, target in ((bridge, 0), (bridge, 1), (log, 2)):
        os.dup2(source, target)
    # The connection to the chief among them: nothing that runs user code ever has it.
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    for number in (signal.SIGPIPE, signal.SIGINT, signal.SIGTERM, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(folder)
    os.execve(command[0], list(command), env)
