import subprocess
import sys

from sandboxed import require_sandbox

BOMB = "held = [bytearray(b'x') * 1000000 for _ in range(400)]"


def Processor(fragment):
    require_sandbox()
    subprocess.run([sys.executable, "-c", BOMB])
    return b"as if nothing had happened"
