import atexit

import subprocess
import sys

from sandboxed import require_sandbox

BOMB = "held = [bytearray(b'x') * 1000000 for _ in range(400)]"


def merger(fragment, job_name):
    pass


def finish(job_name):
    require_sandbox()
    atexit.register(subprocess.run, [sys.executable, "-c", BOMB])
