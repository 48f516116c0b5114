"""From the environment to `hello`, before anything else is imported, so that the chief learns of us early."""

from __future__ import annotations

import os
import sys

from .segments import SegmentError
from .wire import PROTOCOL_VERSION, BridgeClosed, FrameWriter, dial


def main(bare_modules: frozenset[str]) -> None:
    """Serves one job over the bridge that the environment names, then returns for a normal interpreter exit.

    `bare_modules` are the names that a bare interpreter has in sys.modules. Does not return when the chief is gone
    (exit code 71) or the harness itself fails (exit code 70).
    """
    address, role, token = (
        os.environ.pop(name, "") for name in ("BUTCHER_BRIDGE", "BUTCHER_ROLE", "BUTCHER_TOKEN")
    )
    try:
        read_fd, write_fd = dial(address)
        writer = FrameWriter(write_fd)
        version = ".".join(map(str, sys.version_info[:3]))
        writer.send(
            f'{{"type":"hello","protocol":{PROTOCOL_VERSION},"role":"{role}","token":"{token}","python":"{version}"}}'
        )
        from .session import serve

        serve(role, read_fd, writer, bare_modules)
    except SegmentError as error:
        from .ticker import leave_bad_segment

        leave_bad_segment(error)
    except BridgeClosed:
        from .logs import flush_all
        from .ticker import leave_bridge_lost

        flush_all()
        leave_bridge_lost()
    except BaseException:
        from .ticker import leave_internal

        leave_internal()
